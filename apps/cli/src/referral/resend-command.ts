import { Option, type CommandUnknownOpts } from '@commander-js/extra-typings';

import {
  MAX_RESENT_REFERRALS, MAX_UNDELIVERED_PAGE, RESEND_REASONS, type NotResent, type ResendReason, type ResendRecorded, type UndeliveredCopy,
} from '#libs/contracts';
import { groupBy, inParts, newId, sha256Hex } from '#libs/kernel';

import { idempotencyKey, instant, slug, uuid } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import { pagesOf } from '../command/list.js';
import { examples, given } from '../command/options.js';
import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { Progress } from '../terminal/progress.js';
import { counted } from '../terminal/words.js';

/** A referral to send again, as the request names it. */
interface Wanted {
  readonly referralId: string;
  readonly agencies?: string[];
}

interface Resending {
  readonly reason: ResendReason;
  readonly key: string;
}

/** Adds `exchange referral resend`. */
export function addResendCommand(referral: CommandUnknownOpts, cli: Cli): void {
  referral
    .command('resend')
    .description(
      'Send copies of referrals again, because Kafka or an agency lost them: one referral, or all copies without a delivery since a time. An agency that '
      + `has an earlier copy keeps one referral, and no clock begins anew. Reasons: ${RESEND_REASONS.join(', ')}. Exit code 1 if a copy was not sent.`,
    )
    .argument('[id]', 'id of the referral; instead of it, --since', uuid)
    .option('--agency <id>', 'only the copy of this agency', slug)
    .addOption(new Option('--since <time>', 'all copies that were sent at this time or later and whose delivery no agency has stated').argParser(instant))
    .option('--dry-run', 'with --since: count the copies, and send nothing')
    .addOption(new Option('--reason <code>', 'why').choices(RESEND_REASONS))
    .option('--key <key>', 'idempotency key; the same key again sends nothing twice', idempotencyKey)
    .addHelpText('after', examples(
      ['exchange referral resend <id> --reason agency-asked --agency northshire-csc', 'one copy'],
      ['exchange referral resend --since 2d --agency northshire-csc --dry-run', 'how many a lost topic concerns'],
      ['exchange referral resend --since 2d --agency northshire-csc --reason broker-data-lost', 'send them'],
    ))
    .action(async (referralId, { agency, since, dryRun, reason, key = newId() }) => {
      const { session } = cli;
      if ((referralId === undefined) === (since === undefined)) throw CommandFailed.usage('Name one referral by its id, or give --since for all copies without a delivery.');
      if (dryRun === true && since === undefined) throw CommandFailed.usage('--dry-run belongs to --since.');
      if (dryRun !== true && reason === undefined) throw CommandFailed.usage(`Give the reason with --reason: ${RESEND_REASONS.join(', ')}.`);
      const wanted = since === undefined ? undefined : await undelivered(session, since, agency);
      if (dryRun === true || reason === undefined) return report(session, wanted ?? []);
      session.output.note(`Idempotency key: ${key}`);
      const referrals = wanted === undefined ? [given({ referralId: referralId ?? '', agencies: agency === undefined ? undefined : [agency] })] : byReferral(wanted);
      return send(session, referrals, { reason, key });
    });
}

/** Every copy without a delivery, page by page. */
async function undelivered(session: Session, since: string, agency: string | undefined): Promise<readonly UndeliveredCopy[]> {
  const found: UndeliveredCopy[] = [];
  const progress = new Progress(session.output.err);
  const pages = pagesOf<UndeliveredCopy, { readonly items: readonly UndeliveredCopy[]; readonly next?: string }>({ limit: 0, all: true }, MAX_UNDELIVERED_PAGE, ({ cursor, limit }) =>
    session.publisher().GET('/v1/undelivered-copies', { params: { query: given({ since, agency, cursor, limit }) } }));
  for await (const { items } of pages) {
    found.push(...items);
    progress.update(() => `${counted(found.length, 'copy', 'copies')} without a delivery found so far`);
  }
  progress.clear();
  return found;
}

async function report(session: Session, copies: readonly UndeliveredCopy[]): Promise<void> {
  const byAgency = groupBy(copies, ({ agency }) => agency);
  const agencies = [...byAgency].map(([agency, ofAgency]) => ({ agency, copies: ofAgency.length, resentBefore: ofAgency.filter(({ resentAt }) => resentAt !== undefined).length }));
  await session.output.result({ copies: copies.length, agencies, items: copies }, [
    `${counted(copies.length, 'copy', 'copies')} without a delivery. Nothing was sent.`,
    ...agencies.map(({ agency, copies: count, resentBefore }) => `  ${agency}: ${count}${resentBefore === 0 ? '' : `, of which ${resentBefore} were sent again before`}`),
  ]);
}

function byReferral(copies: readonly UndeliveredCopy[]): readonly Wanted[] {
  return [...groupBy(copies, ({ referralId }) => referralId)].map(([referralId, ofReferral]) => ({ referralId, agencies: ofReferral.map(({ agency }) => agency) }));
}

/** Sends in batches. A batch that is repeated under the key has the same content and the same key of its own, so it sends nothing twice. */
async function send(session: Session, referrals: readonly Wanted[], { reason, key }: Resending): Promise<void> {
  const { output } = session;
  const progress = new Progress(output.err);
  const resent: ResendRecorded['resent'][number][] = [];
  const notResent: NotResent[] = [];
  const resendIds: string[] = [];
  let done = 0;
  for (const batch of inParts(referrals, MAX_RESENT_REFERRALS)) {
    const header = { 'idempotency-key': referrals.length <= MAX_RESENT_REFERRALS ? key : `${key.slice(0, 100)}.${sha256Hex(JSON.stringify(batch)).slice(0, 24)}` };
    const recorded = await answer(session.publisher().POST('/v1/resends', { params: { header }, body: { reason, referrals: [...batch] } }));
    resent.push(...recorded.resent);
    notResent.push(...recorded.notResent);
    resendIds.push(recorded.resendId);
    done += batch.length;
    progress.update(() => `${done} of ${counted(referrals.length, 'referral')}`);
  }
  progress.clear();
  await output.result({ resendIds, resent, notResent, idempotencyKey: key, correlationId: session.correlationId }, [
    `${counted(resent.length, 'copy', 'copies')} sent again. No clock began anew.`,
    ...[...groupBy(resent, ({ agency }) => agency)].map(([agency, ofAgency]) => `  ${agency}: ${ofAgency.length}${changesIn(ofAgency)}`),
    ...notResent.map(({ referralId, agency, reason: why }) =>
      `${output.paint('Not sent', 'red')}: ${referralId}${agency === undefined ? '' : ` to ${agency}`}: ${WHY[why]}`),
  ]);
  if (notResent.length > 0) session.exitCode = EXIT_CODES.failed;
}

const WHY: Readonly<Record<NotResent['reason'], string>> = {
  'unknown-referral': 'no referral of this force has this id.',
  'not-a-recipient': 'the agency was never sent it.',
  withdrawn: 'it was withdrawn, and no withdrawal is missing there.',
  'content-no-longer-held': 'its content is no longer held. Telephone the agency.',
  'agency-ended': 'the agency has ended. Hand the referral over with: exchange agreement handover.',
  'no-agreement': 'no agreement in force allows the agency to see its present content. Telephone, or publish it to the right agency.',
};

function changesIn(resent: readonly { readonly changes: readonly string[] }[]): string {
  const changes = resent.flatMap((each) => each.changes).length;
  return changes === 0 ? '' : `, with ${counted(changes, 'change')}`;
}
