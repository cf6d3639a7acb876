import type { WriteStream } from 'node:fs';
import { access, link, open, rename, rm } from 'node:fs/promises';

import { newId } from '#libs/kernel';

import { CommandFailed } from '../command/command-failed.js';

/**
 * A file that appears whole or not at all. It is written under another name beside its place and moved there at the end, so that no
 * reader takes half an export for a whole one. Readable by this user only.
 */
export class NewFile {
  private constructor(
    private readonly file: string,
    private readonly temporary: string,
    private readonly replace: boolean,
    readonly stream: WriteStream,
  ) {}

  /** @throws CommandFailed when the file is there and must not be replaced, or cannot be made. */
  static async create(file: string, { replace }: { readonly replace: boolean }): Promise<NewFile> {
    if (!replace && (await exists(file))) throw isThere(file);
    const temporary = `${file}.${newId()}.part`;
    const handle = await open(temporary, 'wx', 0o600).catch((error: unknown) => cannotMake(file, error));
    // Flushed to the disk at the end: a file that is there after a power cut must be whole as well.
    return new NewFile(file, temporary, replace, handle.createWriteStream({ flush: true }));
  }

  /** Call it when the stream has finished. @throws CommandFailed when another process has made the file meanwhile. */
  async keep(): Promise<void> {
    try {
      await (this.replace ? rename(this.temporary, this.file) : this.moveWithoutReplacing());
    } finally {
      await this.discard();
    }
  }

  async discard(): Promise<void> {
    await rm(this.temporary, { force: true });
  }

  /** A link, unlike a rename, does not replace a file that appeared during the export. Not every file system has links. */
  private async moveWithoutReplacing(): Promise<void> {
    try {
      await link(this.temporary, this.file);
    } catch {
      if (await exists(this.file)) throw isThere(this.file);
      await rename(this.temporary, this.file);
    }
  }
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(() => true, () => false);
}

function isThere(file: string): CommandFailed {
  return CommandFailed.usage(`${file} is there already. Choose another name, or replace it with --replace.`);
}

function cannotMake(file: string, error: unknown): never {
  const { code = 'unknown' } = error as NodeJS.ErrnoException;
  throw CommandFailed.usage(`${file} cannot be made (${code}).`);
}
