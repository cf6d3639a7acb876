import { Option, type Command } from 'commander';

import {
  CORRECTION_REASONS, CorrectionRequest, GRADES, INFORMATION_SOURCES, MISSING_EPISODE_EVENTS, MISSING_RISK_LEVELS, NOT_SHARING_REASONS, WITHDRAWAL_REASONS,
} from '#libs/contracts';

import { idempotencyKey, instant, slug, staffReference, uuid } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { withExamples } from '../command/help.js';
import { describeObject } from '../terminal/describe.js';
import { readRequestFile } from './read-request-file.js';
import { recordChange, type KeyOption } from './record-change.js';

interface GradingOptions extends KeyOption {
  readonly grade: string;
  readonly at: string;
  readonly by: string;
}

interface EpisodeOptions extends KeyOption {
  readonly event: string;
  readonly at: string;
  readonly since?: string;
  readonly riskLevel?: string;
  readonly source?: string;
  readonly obtained?: string;
}

interface NotSharedOptions extends KeyOption {
  readonly agency: string;
  readonly reason: string;
  readonly at: string;
  readonly referral?: string;
  readonly incident?: string;
}

const choice = (flags: string, description: string, choices: readonly string[]): Option => new Option(flags, description).choices(choices);

/** What a force records after the publication of a referral, or instead of one. */
export function addChangeCommands(referral: Command, cli: Cli): void {
  const time = instant(cli.now);
  const command = (name: string, description: string): Command =>
    referral.command(name).description(description).option('--key <key>', 'idempotency key; the same key again is the same record', idempotencyKey);
  const change = (name: string, description: string): Command => command(name, description).argument('<id>', 'id of the referral', uuid);

  withExamples(
    change('correct', `Correct a referral field by field. Everyone who holds a field that is corrected is told and must acknowledge it. Reasons: ${CORRECTION_REASONS.join(', ')}.`)
      .argument('<file>', 'JSON: {"reason": …, "fields": [{"field": "/children/0/name/family", "value": …}]}; - reads standard input')
      .action(cli.running<KeyOption>(async (session, options, id, file) =>
        recordChange(session, `/v1/referrals/${id}/corrections`, await readRequestFile(CorrectionRequest, file ?? '-', cli.surroundings.input), options),
      )),
    ['exchange referral correct <id> docs/examples/correction.json', 'the fields and why'],
    ['exchange referral correct <id> - --key C-17 --json', 'from a pipe, under a key of your own'],
  );
  withExamples(
    change('withdraw', 'Withdraw a referral. It stays readable; nothing is expected of anybody any more.')
      .addOption(choice('--reason <code>', 'why', WITHDRAWAL_REASONS).makeOptionMandatory())
      .action(cli.running<KeyOption & { readonly reason: string }>((session, options, id) =>
        recordChange(session, `/v1/referrals/${id}/withdrawal`, { reason: options.reason }, options),
      )),
    ['exchange referral withdraw <id> --reason wrong-child', 'it was about somebody else'],
  );
  withExamples(
    change('regrade', 'Grade the risk again. The first grade stays, and so does the delay between them.')
      .addOption(choice('--grade <grade>', 'the grade now', GRADES).makeOptionMandatory())
      .requiredOption('--at <time>', 'when it was graded: a time, or how long ago (10m)', time)
      .requiredOption('--by <reference>', 'who graded it: an opaque staff reference, never a name', staffReference)
      .action(cli.running<GradingOptions>((session, options, id) =>
        recordChange(session, `/v1/referrals/${id}/risk-gradings`, { grade: options.grade, gradedAt: options.at, gradedBy: options.by }, options),
      )),
    ['exchange referral regrade <id> --grade red --at 10m --by cc-11', 'ten minutes ago'],
  );
  withExamples(
    change('missing', 'Record what happens in a missing episode. The 72 hours of the return interview run from `found`.')
      .addOption(choice('--event <kind>', 'what happened', MISSING_EPISODE_EVENTS).makeOptionMandatory())
      .requiredOption('--at <time>', 'when it happened', time)
      .option('--since <time>', 'of reported: since when the child is missing', time)
      .addOption(choice('--risk-level <level>', 'of reported and risk-level-set', MISSING_RISK_LEVELS))
      .addOption(choice('--source <code>', 'of risk-level-set: who gave the information, as a kind of person', INFORMATION_SOURCES))
      .option('--obtained <time>', 'of risk-level-set: when the information was obtained', time)
      .action(cli.running<EpisodeOptions>((session, options, id) =>
        recordChange(session, `/v1/referrals/${id}/missing-episode-events`, episodeOf(options), options),
      )),
    ['exchange referral missing <id> --event found --at 2026-05-23T03:10:00+01:00', 'the child came back'],
    ['exchange referral missing <id> --event risk-level-set --at 5m --risk-level high --source school --obtained 1h', 'the risk was looked at again'],
  );
  withExamples(
    command('not-shared', 'Record a decision not to share with an agency: a referral, a notified incident, or a concern that became neither.')
      .requiredOption('--agency <id>', 'the agency that is not told', slug)
      .addOption(choice('--reason <code>', 'why', NOT_SHARING_REASONS).makeOptionMandatory())
      .requiredOption('--at <time>', 'when it was decided', time)
      .option('--referral <id>', 'the referral that is not shared', uuid)
      .addOption(new Option('--incident <id>', 'the incident that nothing is shared from').argParser(uuid).conflicts('referral'))
      .action(cli.running<NotSharedOptions>((session, options) => {
        const { agency, reason, at: decidedAt, referral: referralId, incident } = options;
        const path = referralId === undefined ? '/v1/decisions-not-to-share' : `/v1/referrals/${referralId}/decisions-not-to-share`;
        return recordChange(session, path, { agency, reason, decidedAt, ...(incident !== undefined && { incidentId: incident }) }, options);
      })),
    ['exchange referral not-shared --agency riverside-school --reason below-threshold --at 10m --referral <id>', 'of a referral'],
    ['exchange referral not-shared --agency northshire-csc --reason no-safeguarding-concern --at 1h --incident <id>', 'of an incident'],
  );
  withExamples(
    referral
      .command('feedback-opened')
      .description('Record that you have read what an agency fed back. The receipt id stands in referral status --json.')
      .argument('<id>', 'id of the referral', uuid)
      .argument('<receipt>', 'receiptId of the rung fed_back', uuid)
      .action(cli.running(async (session, _, id, receipt) => {
        const opening = await session.publisher().json<object>('POST', `/v1/referrals/${id}/feedback/${receipt}/opening`);
        await session.output.document(opening);
        await session.output.lines(...describeObject(opening));
        return undefined;
      })),
    ['exchange referral feedback-opened <id> <receipt id>', 'as the officer who asked'],
  );
}

function episodeOf({ event: kind, at, since, riskLevel, source, obtained }: EpisodeOptions): object {
  return {
    kind, at,
    ...(since !== undefined && { missingSince: since }),
    ...(riskLevel !== undefined && { riskLevel }),
    ...(source !== undefined && { informationSource: source }),
    ...(obtained !== undefined && { informationObtainedAt: obtained }),
  };
}
