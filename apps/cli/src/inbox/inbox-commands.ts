import { Option, type CommandUnknownOpts } from '@commander-js/extra-typings';

import { DECISIONS, FEEDBACK_OUTCOMES, REDIRECTION_REASONS, REFUSAL_REASONS, type InboxItem, type InboxPage, type InboxProgress, type Rung } from '#libs/contracts';
import { systemClock } from '#libs/kernel';
import { RUNG_STATES } from '#libs/sentences';

import { instant, slug, uuid, wholeNumber } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { printList, withListOptions, type ListView } from '../command/list.js';
import { examples, given } from '../command/options.js';
import { answer } from '../connection/connection.js';
import { tableOf, timeColumn } from '../terminal/table.js';
import { openReferral, progressLines } from './open-referral.js';
import { dueIn, noticesInBrief, omittedLines } from './notices.js';
import { addRecordCommands } from './record-commands.js';
import { LARGEST_PAGE, watchInbox } from './watch-inbox.js';

const INBOX_STATES = ['new', 'opened', 'answered', 'all'] as const;
/** The rungs that a referral in an inbox can reach. */
const INBOX_RUNGS = ['delivered', 'opened', 'accepted', 'refused', 'redirected', 'decided', 'fed_back'] as const satisfies readonly Rung[];

const ITEMS: ListView<InboxItem> = { largestPage: LARGEST_PAGE, none: 'No referral of that kind.', columns: [
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
  timeColumn('RECEIVED', ({ receivedAt }) => receivedAt),
  { heading: 'STATE', value: ({ rung }) => RUNG_STATES[rung] },
  { heading: 'GRADE', value: ({ grade }) => grade },
  { heading: 'CONCERN', value: ({ concernTypes }) => concernTypes?.join(', ') },
  { heading: 'DUE', value: ({ notices }, times) => dueIn(notices, { times, now: systemClock.now().toISOString() }) },
  { heading: 'NOTICES', value: (item, times) => noticesInBrief(item, times) },
  { heading: 'ASKED TO', value: ({ expectation }) => expectation },
  { heading: 'HOP', value: ({ hop }) => hop, align: 'right' },
  { heading: 'FROM', value: ({ force }) => force },
] };

export function addInboxCommands(program: CommandUnknownOpts, cli: Cli): void {
  const inbox = program.command('inbox').description("Read and answer an agency's referrals, as a practitioner of that agency.");
  const command = (name: string, description: string) =>
    inbox.command(name).description(description).option('--agency <id>', "the agency; by default the caller's own, or the sandbox's first", slug);
  const step = (name: string, description: string) => command(name, description).argument('<id>', 'id of the referral', uuid);
  /** A step of the ladder. The same step again gives the same answer, so it may be repeated after a broken connection. */
  const show = async (put: Promise<{ readonly data?: InboxProgress }>): Promise<void> => {
    const progress = await answer(put);
    await cli.session.output.result(progress, progressLines(progress, cli.session.output.layout));
  };

  withListOptions(command('list', 'List the referrals that have arrived, newest first: enough to choose one to open, and no names.'), 'referrals')
    .addOption(new Option('--state <state>', 'new: not opened yet; opened: not answered yet; answered: all after that').choices(INBOX_STATES))
    .addOption(new Option('--rung <rung>', 'only referrals on this rung').choices(INBOX_RUNGS))
    .option('--from <time>', 'received at this time or later: a date, a time, or how long ago (24h, 7d)', instant)
    .option('--before <time>', 'received before this time', instant)
    .addHelpText('after', examples(
      ['exchange inbox list --agency northshire-csc', 'the latest 50'],
      ['exchange inbox list --state new --all --json', 'every referral that is not opened yet, for a program'],
    ))
    .action(({ agency, state, rung, from: receivedFrom, before: receivedBefore, ...list }) =>
      printList<InboxItem, InboxPage>(cli.session.output, list, ITEMS, (page) =>
        cli.session.node(agency).GET('/v1/inbox', { params: { query: given({ state, rung, receivedFrom, receivedBefore, ...page }) } }), omittedLines));
  command('count', 'Count referrals by state and by rung.')
    .addHelpText('after', examples(['exchange inbox count --agency hilltop-school', 'the referrals that wait there']))
    .action(async ({ agency }) => {
      const count = await answer(cli.session.node(agency).GET('/v1/inbox/count'));
      await cli.session.output.result(count, [
        `${count.new} new, ${count.opened} opened and not answered, ${count.answered} answered`,
        ...tableOf([{ heading: 'RUNG', value: ({ rung }) => rung }, { heading: 'REFERRALS', value: ({ referrals }) => referrals, align: 'right' }], count.rungs, cli.session.output.layout),
      ]);
    });
  step('open', 'Show the content of a referral. The opening is recorded first, with the person who opens it.')
    .addHelpText('after', examples(
      ['exchange inbox open <id> --agency northshire-csc', "as the sandbox's practitioner there"],
      ['exchange inbox open <id> --as-organisation northshire-csc --as-person sw-0142', 'as yourself'],
    ))
    .action((id, { agency }) => openReferral(cli.session, agency, id));
  step('accept', 'Accept a referral: the agency takes it, also after a refusal or a redirect by mistake.')
    .addHelpText('after', examples(['exchange inbox accept <id> --agency northshire-csc', 'the agency takes it']))
    .action((referralId, { agency }) => show(cli.session.node(agency).PUT('/v1/inbox/{referralId}/acceptance', { params: { path: { referralId } }, body: {} })));
  step('refuse', 'Refuse a referral, with a reason. No agency has taken the child on.')
    .addOption(new Option('--reason <code>', 'why').choices(REFUSAL_REASONS).makeOptionMandatory())
    .option('--duplicate-of <id>', 'with the reason duplicate: the other referral', uuid)
    .addHelpText('after', examples(
      ['exchange inbox refuse <id> --reason not-our-area', 'it is not ours'],
      ['exchange inbox refuse <id> --reason duplicate --duplicate-of <other id>', 'the other referral of the same children is with us already'],
    ))
    .action((referralId, { agency, reason, duplicateOf }) => show(cli.session.node(agency).PUT('/v1/inbox/{referralId}/refusal', {
      params: { path: { referralId } }, body: { reason, ...given({ duplicateOf }) },
    })));
  step('redirect', 'Redirect a referral to the agency that should have it.')
    .requiredOption('--to <agency>', 'that agency', slug)
    .addOption(new Option('--reason <code>', 'why that agency').choices(REDIRECTION_REASONS).makeOptionMandatory())
    .addHelpText('after', examples(['exchange inbox redirect <id> --to northmoor-csc --reason moved-area', 'the family has moved']))
    .action((referralId, { agency, to, reason }) =>
      show(cli.session.node(agency).PUT('/v1/inbox/{referralId}/redirection', { params: { path: { referralId } }, body: { agency: to, reason } })));
  step('decide', 'Record the next step. It may be decided again: the latest counts.')
    .addOption(new Option('--decision <code>', 'the next step').choices(DECISIONS).makeOptionMandatory())
    .addHelpText('after', examples(['exchange inbox decide <id> --decision strategy-discussion', 'the next step']))
    .action((referralId, { agency, decision }) => show(cli.session.node(agency).PUT('/v1/inbox/{referralId}/decision', { params: { path: { referralId } }, body: { decision } })));
  step('feedback', 'Feed the outcome of its referral back to the force.')
    .addOption(new Option('--outcome <code>', 'the outcome').choices(FEEDBACK_OUTCOMES).makeOptionMandatory())
    .addHelpText('after', examples(['exchange inbox feedback <id> --outcome assessment-started', 'the force sees it in the status']))
    .action((referralId, { agency, outcome }) => show(cli.session.node(agency).PUT('/v1/inbox/{referralId}/feedback', { params: { path: { referralId } }, body: { outcome } })));
  command('watch', 'Report new arrivals until Ctrl-C. With --json: one document a line.')
    .option('--for <seconds>', 'stop after this time', wholeNumber(1, 604_800))
    .option('--interval <seconds>', 'how often to ask', wholeNumber(1, 3_600), 2)
    .addHelpText('after', examples(
      ['exchange inbox watch --agency northshire-csc', 'until Ctrl-C'],
      ['exchange inbox watch --for 60 --json', 'one line for each arrival within a minute'],
    ))
    .action((options) => watchInbox(cli.session, options));
  addRecordCommands(inbox, cli);
}
