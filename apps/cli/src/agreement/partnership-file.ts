import { resolve } from 'node:path';

import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';

/** What the commands of this group have in common. */
export interface PartnershipOptions {
  readonly partnership?: string;
  /** RFC 3339 in UTC. */
  readonly at?: string;
}

/** @throws CommandFailed when nothing says which file it is. */
export function partnershipFile(session: Session, { partnership }: PartnershipOptions): string {
  const file = partnership ?? session.settings.partnershipFile ?? session.sandbox?.partnershipFile;
  if (file !== undefined) return resolve(file);
  const message = 'Nothing says which partnership file is meant: give --partnership, set PARTNERSHIP_FILE, or start a sandbox with npm start.';
  throw new CommandFailed({ exitCode: EXIT_CODES.usage, message });
}
