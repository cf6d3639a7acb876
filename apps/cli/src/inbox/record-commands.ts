import { Option, type Command } from 'commander';

import { MILESTONES, STATED_ETHNICITY_SETS } from '#libs/contracts';

import { instant, slug, uuid, wholeNumber } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import type { ExitCode } from '../command/exit-codes.js';
import { withExamples } from '../command/help.js';
import type { Session } from '../command/session.js';
import { describeObject } from '../terminal/describe.js';
import type { AgencyOption } from './take-step.js';

interface EthnicityOptions extends AgencyOption {
  readonly namespace: string;
  readonly code: string;
  readonly child?: number;
}

interface MilestoneOptions extends AgencyOption {
  readonly kind: string;
  readonly at: string;
}

/** What an agency states beside the rungs of the ladder. */
export function addRecordCommands(inbox: Command, cli: Cli): void {
  const command = (name: string, description: string): Command =>
    inbox.command(name).description(description).argument('<id>', 'id of the referral', uuid)
      .option('--agency <id>', "the agency; by default the caller's own, or the sandbox's first", slug);
  withExamples(
    command('acknowledge-correction', 'Acknowledge a correction that the force has made. Its id stands in the updates of inbox open.')
      .argument('<correction>', 'updateId of the correction', uuid)
      .action(cli.running<AgencyOption>((session, options, id, correction) => state(session, options, `${id}/corrections/${correction}/acknowledgement`, {}))),
    ['exchange inbox acknowledge-correction <id> <correction id> --agency northshire-csc', 'somebody here has read what was wrong'],
  );
  withExamples(
    command('ethnicity', "Record what a child or carer stated as ethnicity, in the agency's own list. Never what somebody perceives.")
      .addOption(new Option('--namespace <list>', 'the list that the code is of').choices(STATED_ETHNICITY_SETS).makeOptionMandatory())
      .requiredOption('--code <code>', 'the code')
      .option('--child <position>', 'position of the child in the view, from 0', wholeNumber(0, 19))
      .action(cli.running<EthnicityOptions>((session, options, id) => {
        const { namespace, code, child } = options;
        return state(session, options, `${id}/recorded-ethnicity`, { namespace, code, ...(child !== undefined && { child }) });
      })),
    ['exchange inbox ethnicity <id> --agency northshire-csc --namespace dfe/ethnicity --code WROM', "as the authority's own record has it"],
  );
  withExamples(
    command('milestone', 'State what the agency has done, and when: the time from which, or at which, a clock counts.')
      .addOption(new Option('--kind <code>', 'what was done').choices(MILESTONES).makeOptionMandatory())
      .requiredOption('--at <time>', 'when it was done: a time, or how long ago (2h)', instant(cli.now))
      .action(cli.running<MilestoneOptions>((session, options, id) => state(session, options, `${id}/milestones`, { kind: options.kind, at: options.at }))),
    ['exchange inbox milestone <id> --agency northshire-csc --kind strategy-discussion-held --at 2h', 'the conference is due 15 working days later'],
  );
}

/** The same statement again is the same answer, so it may be repeated after a broken connection. */
async function state(session: Session, { agency }: AgencyOption, path: string, body: object): Promise<ExitCode | undefined> {
  const stated = await session.inbox(agency).json<object>('PUT', `/v1/inbox/${path}`, { body });
  await session.output.document(stated);
  await session.output.lines(...describeObject(stated));
  return undefined;
}
