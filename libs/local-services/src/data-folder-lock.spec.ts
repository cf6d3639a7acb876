import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { lockDataFolder } from './data-folder-lock.js';

const MODULE = fileURLToPath(new URL('data-folder-lock.js', import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exchange-data-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a data folder', () => {
  it('is made with the folders above it, and locked', () => {
    const lock = lockDataFolder(join(folder, 'a', 'b'), 'sandbox');
    expect(lock.ok).toBe(true);
    expect(lockDataFolder(join(folder, 'a', 'b'), 'sandbox')).toMatchObject({ ok: false, error: { code: 'FOLDER_IN_USE' } });
  });

  it.each([
    ['is a file', 'file', 'ENOTDIR'],
    ['is below a file', 'file/data', 'ENOTDIR'],
  ])('that %s is refused in one sentence', (_, path, code) => {
    writeFileSync(join(folder, 'file'), '');
    const lock = lockDataFolder(join(folder, path), 'sandbox');
    expect(lock).toMatchObject({ ok: false, error: { code: 'FOLDER_NOT_WRITABLE', message: expect.stringContaining(code) } });
  });

  // In a process of its own, because the fault blocked the process for ever. A system without /proc refuses to make it, too.
  it('in a file system where nothing can be made is refused at once', () => {
    const program = `import { lockDataFolder } from ${JSON.stringify(MODULE)}; process.stdout.write(lockDataFolder('/proc/x/y', 'sandbox').error.code);`;
    const { stdout, signal } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { timeout: 60_000, killSignal: 'SIGKILL', encoding: 'utf8' });
    expect([stdout, signal]).toEqual(['FOLDER_NOT_WRITABLE', null]);
  });
});
