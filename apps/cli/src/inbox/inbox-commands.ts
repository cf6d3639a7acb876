import { Option, type Command } from 'commander';

import { DECISIONS, FEEDBACK_OUTCOMES, REDIRECTION_REASONS, REFUSAL_REASONS } from '#libs/contracts';

import { instant, slug, uuid, wholeNumber } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { withExamples } from '../command/help.js';
import { withListOptions } from '../command/list-options.js';
import { countInbox, INBOX_RUNGS, INBOX_STATES, listInbox, type InboxListOptions } from './list-inbox.js';
import { openReferral } from './open-referral.js';
import { addRecordCommands } from './record-commands.js';
import { takeStep, type AgencyOption } from './take-step.js';
import { watchInbox, type WatchOptions } from './watch-inbox.js';

export function addInboxCommands(program: Command, cli: Cli): void {
  const inbox = program.command('inbox').description("Read and answer an agency's referrals, as a practitioner of that agency.");
  const command = (name: string, description: string): Command =>
    inbox.command(name).description(description).option('--agency <id>', "the agency; by default the caller's own, or the sandbox's first", slug);
  const step = (name: string, description: string): Command => command(name, description).argument('<id>', 'id of the referral', uuid);

  withExamples(
    withListOptions(command('list', 'List what has arrived, newest first: enough to choose what to open, and no names.'), 'referrals')
      .addOption(new Option('--state <state>', 'new: nobody has opened it; opened: not answered yet; answered: all after that').choices(INBOX_STATES))
      .addOption(new Option('--rung <rung>', 'only referrals that stand on this rung').choices(INBOX_RUNGS))
      .option('--from <time>', 'received at this time or later: a date, a time, or how long ago (24h, 7d)', instant(cli.now))
      .option('--before <time>', 'received before this time', instant(cli.now))
      .action(cli.running<InboxListOptions>(listInbox)),
    ['exchange inbox list --agency northshire-csc', 'the latest 50'],
    ['exchange inbox list --state new --all --json', 'everything that nobody has opened, for a program'],
  );
  withExamples(
    command('count', 'Count referrals by state and by rung.').action(cli.running<AgencyOption>(countInbox)),
    ['exchange inbox count --agency hilltop-school', 'how much waits there'],
  );
  withExamples(
    step('open', 'Show what a referral says. That it was shown, and to whom, is recorded first.').action(cli.running<AgencyOption>(openReferral)),
    ['exchange inbox open <id> --agency northshire-csc', "as the sandbox's practitioner there"],
    ['exchange inbox open <id> --as-organisation northshire-csc --as-person sw-0142', 'as yourself'],
  );
  withExamples(
    step('accept', 'Accept a referral: the agency takes it.').action(cli.running<AgencyOption>((session, options, id) =>
      takeStep(session, options, id, 'acceptance', {}),
    )),
    ['exchange inbox accept <id> --agency northshire-csc', 'the agency takes it'],
  );
  withExamples(
    step('refuse', 'Refuse a referral, with a reason. The child is still with nobody.')
      .addOption(new Option('--reason <code>', 'why').choices(REFUSAL_REASONS).makeOptionMandatory())
      .action(cli.running<AgencyOption & { reason: string }>((session, options, id) =>
        takeStep(session, options, id, 'refusal', { reason: options.reason }),
      )),
    ['exchange inbox refuse <id> --reason not-our-area', 'it is not ours'],
  );
  withExamples(
    step('redirect', 'Redirect a referral to the agency that should have it.')
      .requiredOption('--to <agency>', 'that agency', slug)
      .addOption(new Option('--reason <code>', 'why that agency').choices(REDIRECTION_REASONS).makeOptionMandatory())
      .action(cli.running<AgencyOption & { to: string; reason: string }>((session, options, id) =>
        takeStep(session, options, id, 'redirection', { agency: options.to, reason: options.reason }),
      )),
    ['exchange inbox redirect <id> --to northmoor-csc --reason moved-area', 'the family has moved'],
  );
  withExamples(
    step('decide', 'Record the next step. It may be decided again: the latest counts.')
      .addOption(new Option('--decision <code>', 'the next step').choices(DECISIONS).makeOptionMandatory())
      .action(cli.running<AgencyOption & { decision: string }>((session, options, id) =>
        takeStep(session, options, id, 'decision', { decision: options.decision }),
      )),
    ['exchange inbox decide <id> --decision strategy-discussion', 'what happens next'],
  );
  withExamples(
    step('feedback', 'Tell the force what came of its referral.')
      .addOption(new Option('--outcome <code>', 'what came of it').choices(FEEDBACK_OUTCOMES).makeOptionMandatory())
      .action(cli.running<AgencyOption & { outcome: string }>((session, options, id) =>
        takeStep(session, options, id, 'feedback', { outcome: options.outcome }),
      )),
    ['exchange inbox feedback <id> --outcome assessment-started', 'the force sees it in the status'],
  );
  withExamples(
    command('watch', 'Report new arrivals until Ctrl-C. With --json: one document a line.')
      .option('--for <seconds>', 'stop after this time', wholeNumber(1, 604_800))
      .option('--interval <seconds>', 'how often to ask', wholeNumber(1, 3_600), 2)
      .action(cli.running<WatchOptions>(watchInbox)),
    ['exchange inbox watch --agency northshire-csc', 'until Ctrl-C'],
    ['exchange inbox watch --for 60 --json', 'one line for each arrival within a minute'],
  );
  addRecordCommands(inbox, cli);
}
