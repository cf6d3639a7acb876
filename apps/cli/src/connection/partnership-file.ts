import { resolve } from 'node:path';

import { CommandFailed } from '../command/command-failed.js';
import type { Session } from '../command/session.js';

/** The description of the option, the same for every command that reads the file. */
export const PARTNERSHIP_OPTION = 'the partnership file; by default PARTNERSHIP_FILE, else that of the running sandbox';

/** The partnership file of a command: the named one, else that of the environment, else that of the sandbox. @throws CommandFailed without any. */
export function partnershipFile(session: Session, named: string | undefined): string {
  const file = named ?? session.settings.partnershipFile ?? session.sandbox?.partnershipFile;
  if (file !== undefined) return resolve(file);
  throw CommandFailed.usage('No partnership file is named: give --partnership, set PARTNERSHIP_FILE, or start a sandbox with npm start.');
}
