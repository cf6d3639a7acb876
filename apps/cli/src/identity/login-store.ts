import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

import type { JWK } from 'jose';

import { CommandFailed } from '../command/command-failed.js';

/** A login of this user, with the key that its tokens are bound to. */
export interface StoredLogin {
  readonly version: 1;
  readonly issuer: string;
  readonly clientId: string;
  readonly refreshToken?: string;
  /** Private. */
  readonly key: JWK;
  /** Access tokens by audience; `until` in milliseconds since 1970, because the file outlives a process. */
  readonly tokens: Readonly<Record<string, { readonly value: string; readonly until: number }>>;
}

const OTHERS = 0o077;

/** The file of the login, in the user's own folder unless EXCHANGE_LOGIN_FILE names another. */
export class LoginStore {
  readonly file: string;

  constructor(named: string | undefined) {
    this.file = named ?? join(homedir(), '.local', 'state', 'safeguarding-exchange', 'login.json');
  }

  /** @returns undefined where there is no login. @throws CommandFailed for a file that others may read, or that is damaged. */
  async read(): Promise<StoredLogin | undefined> {
    const found = await stat(this.file).catch(() => undefined);
    if (found === undefined) return undefined;
    // Windows has no such bits.
    if (process.platform !== 'win32' && (found.mode & OTHERS) !== 0) {
      throw CommandFailed.usage(`Other users may read the login in ${this.file}, so it is not used. Log in again: exchange logout, then exchange login`);
    }
    try {
      const login = JSON.parse(await readFile(this.file, 'utf8')) as StoredLogin;
      if (login.version === 1 && typeof login.issuer === 'string' && typeof login.key === 'object') return login;
    } catch {
      // Below.
    }
    throw CommandFailed.usage(`The login in ${this.file} is damaged. Log in again: exchange login`);
  }

  /** Written whole or not at all, and readable by this user only. */
  async write(login: StoredLogin): Promise<void> {
    await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
    const next = `${this.file}.${process.pid}.new`;
    await writeFile(next, `${JSON.stringify(login, null, 2)}\n`, { mode: 0o600 });
    await chmod(next, 0o600);
    await rename(next, this.file);
  }

  /** @returns false where there was none. */
  async remove(): Promise<boolean> {
    const there = (await stat(this.file).catch(() => undefined)) !== undefined;
    await rm(this.file, { force: true });
    return there;
  }
}
