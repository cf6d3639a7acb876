import { Option, type CommandUnknownOpts } from '@commander-js/extra-typings';

import { MILESTONES, STATED_ETHNICITY_SETS } from '#libs/contracts';

import { instant, slug, uuid } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { examples, given } from '../command/options.js';
import { answer } from '../connection/connection.js';

/** The statements of an agency beside the rungs of the ladder. */
export function addRecordCommands(inbox: CommandUnknownOpts, cli: Cli): void {
  const command = (name: string, description: string) =>
    inbox.command(name).description(description).argument('<id>', 'id of the referral', uuid)
      .option('--agency <id>', "the agency; by default the caller's own, or the sandbox's first", slug);
  /** The same statement again gives the same answer, so it may be repeated after a broken connection. */
  const show = async (put: Promise<{ readonly data?: object }>): Promise<void> => cli.session.output.document(await answer(put));
  command('acknowledge-correction', "Acknowledge a correction that the force has made. Its id is in the updates of inbox open.")
    .argument('<correction>', 'updateId of the correction', uuid)
    .addHelpText('after', examples(['exchange inbox acknowledge-correction <id> <correction id> --agency northshire-csc', 'a person here has read the corrected fields']))
    .action((referralId, correctionId, { agency }) =>
      show(cli.session.node(agency).PUT('/v1/inbox/{referralId}/corrections/{correctionId}/acknowledgement', { params: { path: { referralId, correctionId } } })));
  command('ethnicity', "Record the ethnicity that a child or carer stated, in the agency's own list. Never one that another person perceives.")
    .addOption(new Option('--namespace <list>', 'the list that the code is of').choices(STATED_ETHNICITY_SETS).makeOptionMandatory())
    .requiredOption('--code <code>', 'the code')
    .option('--child <id>', 'childId of the child; it may be left out where the view has one child', uuid)
    .addHelpText('after', examples([
      'exchange inbox ethnicity <id> --agency northshire-csc --namespace dfe/ethnicity --code WROM', "as the authority's own record has it",
    ]))
    .action((referralId, { agency, namespace, code, child: childId }) =>
      show(cli.session.node(agency).PUT('/v1/inbox/{referralId}/recorded-ethnicity', { params: { path: { referralId } }, body: given({ namespace, code, childId }) })));
  command('milestone', 'State an action of the agency, and its time, from which or at which a clock counts.')
    .addOption(new Option('--kind <code>', 'the action').choices(MILESTONES).makeOptionMandatory())
    .requiredOption('--at <time>', 'when it was done: a time, or how long ago (2h)', instant)
    .option('--child <id...>', 'childId of each child that it is about; it may be left out where it can be one child only', uuids)
    .option('--episode <id>', 'episodeId of the missing episode, for a return interview; it may be left out where it can be one only', uuid)
    .addHelpText('after', examples([
      'exchange inbox milestone <id> --agency northshire-csc --kind strategy-discussion-held --at 2h', 'the conference is due 15 working days later',
    ], [
      'exchange inbox milestone <id> --agency northshire-csc --kind conference-held --at 1h --child <id> --child <id>', 'one conference about two siblings',
    ]))
    .action(async (referralId, { agency, kind, at, child: children = [undefined], episode: episodeId }) => {
      // One statement for each child, because each child has a clock of its own.
      for (const childId of children) {
        await show(cli.session.node(agency).PUT('/v1/inbox/{referralId}/milestones', { params: { path: { referralId } }, body: given({ kind, at, childId, episodeId }) }));
      }
    });
}

/** Collects the ids of an option that may be repeated. */
function uuids(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, uuid(text)];
}
