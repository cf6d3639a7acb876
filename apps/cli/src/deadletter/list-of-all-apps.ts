import { APPS, type DeadLetterItem } from '#libs/contracts';

import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import { pagesOf, type ListOptions, type ListView, type ReadPage } from '../command/list.js';
import type { Session } from '../command/session.js';
import { tableOf, timeColumn } from '../terminal/table.js';
import { counted } from '../terminal/words.js';

export const LETTERS: ListView<DeadLetterItem> = { largestPage: 200, none: 'No dead letter of that kind.', columns: [
  { heading: 'ID', value: ({ id }) => id },
  { heading: 'STATUS', value: ({ status }) => status },
  timeColumn('QUARANTINED', ({ quarantinedAt }) => quarantinedAt),
  { heading: 'REASON', value: ({ reasonCode }) => reasonCode },
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
  { heading: 'READ AT', value: ({ topic, partition, offset }) => `${topic}/${partition}@${offset}` },
] };

type LetterOfApp = DeadLetterItem & { readonly app: string };

/**
 * The dead letters of every app, newest first. An app that cannot be asked, or that refuses, is named, and the command ends as not complete, because a list
 * without it would read as a clean bill.
 *
 * @param read reads the dead letters of one app.
 */
export async function listOfAllApps(session: Session, options: ListOptions, read: (app: string) => ReadPage<DeadLetterItem>): Promise<void> {
  const { output } = session;
  if (options.cursor !== undefined) throw CommandFailed.usage('A cursor goes on in the list of one app. Name the app with --app.');
  const apps = keepers(session);
  const letters: LetterOfApp[] = [];
  const missing: { readonly app: string; readonly because: string }[] = [];
  let more = false;
  for (const app of apps) {
    try {
      for await (const { items, next } of pagesOf(options, LETTERS.largestPage, read(app))) {
        letters.push(...items.map((item) => ({ app, ...item })));
        more ||= next !== undefined && options.all !== true;
      }
    } catch (error) {
      if (!(error instanceof CommandFailed)) throw error;
      missing.push({ app, because: error.firstLine });
    }
  }
  const newest = letters.toSorted((one, other) => Date.parse(other.quarantinedAt) - Date.parse(one.quarantinedAt));
  const items = options.all === true ? newest : newest.slice(0, options.limit);
  const columns = [{ heading: 'APP', value: ({ app }: LetterOfApp) => app }, ...LETTERS.columns];
  await output.result({ items, missing }, items.length === 0 ? [] : tableOf(columns, items, output.layout));
  if (items.length === 0) output.note(`No dead letter of that kind at ${counted(apps.length - missing.length, 'app')}.`);
  if (more || items.length < newest.length) output.note('There are more. See them with --all, or with a higher --limit.');
  if (missing.length === 0) return;
  for (const { app, because } of missing) output.note(`The dead letters of ${app} are missing here: ${because}`);
  session.exitCode = EXIT_CODES.incomplete;
}

/** The apps that keep dead letters, by their names at the command line; each agency of the sandbox goes by its id. */
function keepers({ sandbox, passedOver }: Session): readonly string[] {
  if (sandbox === undefined) {
    throw CommandFailed.usage([...passedOver, 'Without a sandbox the apps are not known. Name one with --app: publisher, recorder, watch, or the id of an agency.'].join('\n'));
  }
  return APPS.filter(({ usesKafka }) => usesKafka).flatMap(({ id, isPerAgency }): readonly string[] => (isPerAgency ? [...sandbox.agencies.keys()] : [id]));
}
