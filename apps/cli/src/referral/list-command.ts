import { InvalidArgumentError, Option, type CommandUnknownOpts } from '@commander-js/extra-typings';

import { MAX_REFERRAL_PAGE, REFERRAL_STATES, SOUGHT_CASE_REFERENCE, type ListedReferral, type ReferralState } from '#libs/contracts';

import { instant } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { printList, withListOptions, type ListView } from '../command/list.js';
import { examples, given } from '../command/options.js';
import { timeColumn } from '../terminal/table.js';

const STATES: Readonly<Record<ReferralState, string>> = {
  held: 'accepted', awaiting: 'waits for an answer', 'no-holder': 'NO AGENCY HAS THE CHILD', withdrawn: 'withdrawn',
};

const REFERRALS: ListView<ListedReferral> = { largestPage: MAX_REFERRAL_PAGE, none: 'Your force has no such referral.', columns: [
  timeColumn('LAST CHANGE', ({ changedAt }) => changedAt),
  { heading: 'CASE', value: ({ caseReference }) => caseReference },
  { heading: 'STATE', value: ({ state }) => STATES[state] },
  { heading: 'AGENCIES', value: ({ holder }) => holder?.agencies.join(', ') },
  timeColumn('SINCE', ({ holder, withdrawnAt }) => holder?.since ?? withdrawnAt),
  timeColumn('PUBLISHED', ({ publishedAt }) => publishedAt),
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
] };

export function addListCommand(referral: CommandUnknownOpts, cli: Cli): void {
  withListOptions(referral.command('list'), 'referrals')
    .description('List the referrals of your force in the order of their last change, the earliest first. With --json, next leads on to later changes.')
    .option('--case-reference <text>', 'only referrals of this case, by your own reference; case and spaces make no difference', caseReference)
    .addOption(new Option('--state <state>', 'only referrals in this state now').choices(REFERRAL_STATES))
    .option('--since <time>', 'only referrals that changed since: a date, a time, or how long ago (24h, 7d)', instant)
    .addHelpText('after', examples(
      ['exchange referral list --case-reference NP-2026-004417', 'the referrals of a case, with their ids'],
      ['exchange referral list --state no-holder --all', 'those whose child no agency has'],
      ['exchange referral list --since 24h --all', 'those that changed within a day'],
      ['exchange referral list --json --all --cursor <next>', 'for a program: what has changed since its last call'],
    ))
    .action(({ caseReference: caseSought, state, since: changedSince, ...list }) =>
      printList(cli.session.output, list, REFERRALS, (page) =>
        cli.session.publisher().GET('/v1/referrals', { params: { query: given({ caseReference: caseSought, state, changedSince, ...page }) } })));
}

function caseReference(text: string): string {
  if (!new RegExp(SOUGHT_CASE_REFERENCE.pattern).test(text)) throw new InvalidArgumentError(`It must be ${SOUGHT_CASE_REFERENCE.expected}.`);
  return text;
}
