import { readFile } from 'node:fs/promises';

import { CommandFailed } from '../command/command-failed.js';
import type { AccessToken, TokenSource } from './access-token.js';

const TOKEN = /^[A-Za-z0-9._~+/=-]{1,8192}$/;

/** A bearer token in a file. It is read for each request, so another program may renew it during a long command. */
export class FileSource implements TokenSource {
  constructor(private readonly file: string) {}

  async token(): Promise<AccessToken> {
    const value = (await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw CommandFailed.usage(`The token file ${this.file} cannot be read (${error.code ?? 'unknown'}).`);
    })).trim();
    // The text is not shown, because a person may have named the wrong file.
    if (!TOKEN.test(value)) throw CommandFailed.usage(`The file ${this.file} does not hold one access token and nothing else.`);
    return { value };
  }
}
