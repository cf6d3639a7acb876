import { Option, type CommandUnknownOpts } from '@commander-js/extra-typings';
import type { Client } from 'openapi-fetch';

import { DEAD_LETTER_STATUSES, DISCARD_REASONS, type DeadLetterItem, type DeadLetterClosed } from '#libs/contracts';

import type { paths } from '../api/agency-node.js';
import { baseUrl, reasonCode, slug, uuid } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { printList, withListOptions, type ReadPage } from '../command/list.js';
import { examples, given } from '../command/options.js';
import type { Session } from '../command/session.js';
import { answer } from '../connection/connection.js';
import { LETTERS, listOfAllApps } from './list-of-all-apps.js';

const WHOSE = 'whose: publisher, recorder, watch, or the id of an agency';

const RESULTS: Readonly<Record<DeadLetterClosed['result'], string>> = {
  replayed: 'Replayed: the message has had its effect.',
  'already-replayed': 'It was replayed before; it has had its effect once.',
  discarded: 'Discarded: its content is erased.',
  'already-discarded': 'It was discarded before.',
};

export function addDeadLetterCommands(program: CommandUnknownOpts, cli: Cli): void {
  const deadletter = program.command('deadletter').description('Look after messages that an app could not take.');
  const anyApp = (name: string, description: string) =>
    deadletter
      .command(name)
      .description(description)
      .option('--recorder-url <url>', 'where the audit recorder is', baseUrl)
      .option('--watch-url <url>', 'where the deadline watch is', baseUrl);
  const command = (name: string, description: string) => anyApp(name, description).requiredOption('--app <app>', WHOSE, slug);
  const letter = (name: string, description: string) => command(name, description).argument('<id>', 'id of the dead letter', uuid);
  const close = async (closed: Promise<{ readonly data?: DeadLetterClosed }>): Promise<void> => {
    const letterClosed = await answer(closed);
    await cli.session.output.result(letterClosed, [RESULTS[letterClosed.result]]);
  };

  withListOptions(anyApp('list', 'List dead letters, newest first: where they are and why, never their content.'), 'dead letters')
    .option('--app <app>', `${WHOSE}; without it, those of every app`, slug)
    .addOption(new Option('--status <status>', 'only those that wait (quarantined), were replayed, or were given up').choices(DEAD_LETTER_STATUSES))
    .option('--reason <code>', 'only those with this reason', reasonCode)
    .option('--referral <id>', 'only those of this referral', uuid)
    .addHelpText('after', examples(
      ['exchange deadletter list --status quarantined', 'dead letters that wait anywhere'],
      ['exchange deadletter list --app northshire-csc --status quarantined', 'dead letters that wait at an agency'],
      ['exchange deadletter list --app watch', 'messages that the deadline watch could not take'],
      ['exchange deadletter list --app recorder --json', 'for a program'],
    ))
    .action(({ app, status, reason, referral, ...list }) => {
      const read = (of: string): ReadPage<DeadLetterItem> => (page) =>
        keeperOf(cli.session, of).GET('/v1/dead-letters', { params: { query: given({ status, reasonCode: reason, referralId: referral, ...page }) } });
      return app === undefined ? listOfAllApps(cli.session, list, read) : printList(cli.session.output, list, LETTERS, read(app));
    });
  letter('show', 'Show the facts of a dead letter.')
    .addHelpText('after', examples(['exchange deadletter show <id> --app publisher', 'where it was read, and why it is in quarantine']))
    .action(async (id, { app }) => cli.session.output.document(await answer(keeperOf(cli.session, app).GET('/v1/dead-letters/{id}', { params: { path: { id } } }))));
  letter('replay', 'Read the stored message again and give it its effect, once.')
    .addHelpText('after', examples(['exchange deadletter replay <id> --app northshire-csc', 'after the cause was repaired']))
    .action((id, { app }) => close(keeperOf(cli.session, app).POST('/v1/dead-letters/{id}/replay', { params: { path: { id } } })));
  letter('discard', 'Give a dead letter up: its content is erased for good.')
    .addOption(new Option('--reason <code>', 'why').choices(DISCARD_REASONS).makeOptionMandatory())
    .addHelpText('after', examples(['exchange deadletter discard <id> --app hilltop-school --reason sent-again', 'the sender has sent it again']))
    .action((id, { app, reason }) => close(keeperOf(cli.session, app).POST('/v1/dead-letters/{id}/discard', { params: { path: { id } }, body: { reason } })));
}

/** The operators of the exchange, and at a node those of its agency. */
const BY = { role: 'operator' } as const;

/** The app that keeps the dead letters. Every app has the same endpoints for them, so the types of one app serve for all. */
function keeperOf(session: Session, app: string): Client<paths> {
  const connection = app === 'publisher' || app === 'recorder' || app === 'watch' ? session.connectionTo(app, BY) : session.connectionToNode(app, BY);
  return connection.client<paths>();
}
