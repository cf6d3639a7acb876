import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { freeDiskBytes, requireDiskSpace } from './disk.js';

describe('the disk check', () => {
  it('asks the disk of a folder that is not there yet', () => {
    expect(freeDiskBytes(join(tmpdir(), 'not', 'there', 'yet'))).toBeGreaterThan(0);
  });

  it('states the free and the needed space', () => {
    const outcome = requireDiskSpace(tmpdir(), Number.MAX_SAFE_INTEGER);
    expect(outcome).toMatchObject({ ok: false, error: { code: 'DISK_FULL' } });
    if (!outcome.ok) expect(outcome.error.message).toMatch(/^Only [\d.]+ GiB are free on the disk of .+; at least [\d.]+ GiB are needed\.$/);
  });

  it('is content with enough', () => {
    expect(requireDiskSpace(tmpdir(), 1)).toMatchObject({ ok: true });
  });
});
