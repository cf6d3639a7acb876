import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { processIdentity } from './identity.js';
import { tryLock } from './lock-file.js';

describe('the lock of a data folder', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'exchange-lock-'));
    file = join(folder, 'sandbox.lock');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function lockHeldBy(pid: number, identity: string): void {
    writeFileSync(file, JSON.stringify({ pid, identity }));
  }

  it('is held by one at a time, and names the holder to the other', () => {
    const first = tryLock(file);
    expect(first.held).toBe(true);
    expect(tryLock(file)).toEqual({ held: false, pid: process.pid });
    if (first.held) first.release();
    expect(tryLock(file).held).toBe(true);
  });

  it('of a process that is gone is taken over', () => {
    const { pid } = spawnSync('/bin/sh', ['-c', 'true']);
    lockHeldBy(pid, 'boot:1');
    expect(tryLock(file).held).toBe(true);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ pid: process.pid });
  });

  it('whose number now belongs to another process is taken over', () => {
    lockHeldBy(process.pid, 'the same number, started earlier');
    expect(tryLock(file).held).toBe(true);
  });

  it.each(['', '{', '{"pid":1}', 'null', 'pid 12'])('that is not readable as one (%j) is taken over', (content) => {
    writeFileSync(file, content);
    expect(tryLock(file).held).toBe(true);
  });

  it('leaves no other file behind', () => {
    lockHeldBy(process.pid, 'stale');
    tryLock(file);
    tryLock(file);
    expect(readdirSync(folder)).toEqual(['sandbox.lock']);
  });

  it('is not released by one who no longer holds it', () => {
    const first = tryLock(file);
    lockHeldBy(1, processIdentity(1) ?? 'unknown');
    const before = readFileSync(file, 'utf8');
    if (first.held) first.release();
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});

describe('what tells one process from another', () => {
  it('stays the same while the process lives, and is nothing once it has gone', () => {
    expect(processIdentity(process.pid)).toBe(processIdentity(process.pid));
    const { pid } = spawnSync('/bin/sh', ['-c', 'true']);
    expect(processIdentity(pid)).toBeUndefined();
  });

  it.each([0, -1, 1.5, Number.NaN])('is nothing for %p, which is no process', (pid) => {
    expect(processIdentity(pid)).toBeUndefined();
  });
});
