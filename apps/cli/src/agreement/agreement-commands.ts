import type { Readable } from 'node:stream';

import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { checkPartnership, describeProblem, explainReferral, readPartnership, renderExplanation, type Partnership } from '#libs/agreements';
import { SubmitReferralRequest } from '#libs/contracts';
import { systemClock } from '#libs/kernel';
import { toLocalTime } from '#libs/safeguarding';

import { instant } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import { examples } from '../command/options.js';
import type { Session } from '../command/session.js';
import { PARTNERSHIP_OPTION, partnershipFile } from '../connection/partnership-file.js';
import { partnershipOf } from '../connection/with-kafka.js';
import { readRequestFile } from '../referral/read-request-file.js';
import { printable } from '../terminal/printable.js';
import { counted } from '../terminal/words.js';
import { endedLines, withEndedAgencies } from './ended-agencies.js';
import { addHandoverCommand } from './handover-command.js';

interface PartnershipOptions {
  readonly partnership?: string | undefined;
  /** RFC 3339 in UTC. */
  readonly at?: string | undefined;
}

export function addAgreementCommands(program: CommandUnknownOpts, cli: Cli): void {
  const agreement = program
    .command('agreement')
    .description('Sharing agreements: are the files sound, which agencies would receive a referral, and the handover of an agency that has ended.');
  agreement
    .command('check')
    .description('Read the partnership and its agreements as the servers do, and warn of likely mistakes, and of open referrals that are still with an ended agency. Exit code 1 if they are not sound.')
    .option('--partnership <file>', PARTNERSHIP_OPTION)
    .option('--at <time>', 'check as of this time instead of now', instant)
    .addHelpText('after', examples(
      ['exchange agreement check', 'before a changed file is put into use'],
      ['exchange agreement check --partnership draft/partnership.yaml --json', 'for a program: problems and warnings'],
    ))
    .action((options) => checkAgreements(cli.session, options));
  agreement
    .command('explain')
    .description('Show which agencies would receive a referral, which fields each would get, and why. The referral is not sent.')
    .requiredOption('--referral <file>', 'the referral as JSON; - reads standard input')
    .option('--partnership <file>', PARTNERSHIP_OPTION)
    .option('--at <time>', 'explain it as of this time instead of now', instant)
    .addHelpText('after', examples(
      ['exchange agreement explain --referral docs/examples/referral.json', 'agency by agency'],
      ['exchange agreement explain --referral r.json --at 2027-04-01 --json', 'on a later day, for a program'],
    ))
    .action((options) => explainAgreements(cli.session, options, cli.surroundings.input));
  addHandoverCommand(agreement, cli);
}

async function checkAgreements(session: Session, options: PartnershipOptions): Promise<void> {
  const { output } = session;
  const file = partnershipFile(session, options.partnership);
  const read = await readPartnership(file);
  if (!read.ok) {
    await output.result({ partnershipFile: file, sound: false, problems: read.error, warnings: [] }, [
      ...read.error.map((problem) => describeProblem(problem)),
      `${output.paint('Not sound:', 'red')} ${counted(read.error.length, 'problem')}. The servers would not start with these files.`,
    ]);
    session.exitCode = EXIT_CODES.failed;
    return;
  }
  const on = toLocalTime(timeOf(options).getTime()).date;
  const warnings = checkPartnership(read.value, on);
  const ended = await withEndedAgencies(session, read.value, on);
  await output.result({ partnershipFile: file, sound: true, problems: [], warnings, endedAgencies: ended }, [
    ...ended.flatMap((agency) => endedLines(agency)).map((line) => `${output.paint('Warning', 'yellow')} ${line}`),
    ...warnings.map(({ about, message }) => `${output.paint('Warning', 'yellow')} ${about === null ? '' : `${about}: `}${message}`),
    `${output.paint('Sound:', 'green')} ${describe(read.value)}${warnings.length === 0 ? '.' : `; ${counted(warnings.length, 'warning')}.`}`,
  ]);
}

/** Shows names of fields, codes and rules, and no value of a field, because the answer may go into an e-mail. */
async function explainAgreements(session: Session, options: PartnershipOptions & { readonly referral: string }, input: Readable): Promise<void> {
  const partnership = await partnershipOf(partnershipFile(session, options.partnership));
  const { value: referral } = await readRequestFile(SubmitReferralRequest, options.referral, input);
  const explanation = explainReferral(partnership, referral, timeOf(options));
  await session.output.result(explanation, [printable(renderExplanation(explanation)).trimEnd()]);
}

function timeOf({ at }: PartnershipOptions): Date {
  return at === undefined ? systemClock.now() : new Date(at);
}

function describe({ name, forces, agencies, agreements, actionPlans }: Partnership): string {
  const plans = actionPlans.length === 0 ? '' : ` and ${counted(actionPlans.length, 'action plan')}`;
  const shared = `${counted(agencies.length, 'agency', 'agencies')}${plans === '' ? ' and' : ','} ${counted(agreements.length, 'agreement')}`;
  return `${name}, with ${counted(forces.length, 'force')}, ${shared}${plans}`;
}
