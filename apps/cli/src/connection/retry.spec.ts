import { describe, expect, it } from '@jest/globals';

import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES, type ExitCode } from '../command/exit-codes.js';
import { retryAfterSeconds } from './problem.js';
import { retrying } from './retry.js';

/** A publisher that fails a number of times before it answers, on a clock that moves only during waits. */
function desk(failures: number, failure: { readonly exitCode?: ExitCode; readonly code?: string; readonly retryAfterSeconds?: number } = {}) {
  const waits: number[] = [];
  let [time, attempts] = [0, 0];
  const attempt = (): Promise<string> => {
    attempts += 1;
    if (attempts <= failures) return Promise.reject(new CommandFailed({ exitCode: EXIT_CODES.unreachable, message: 'away', ...failure }));
    return Promise.resolve('accepted');
  };
  const run = (forMs: number): Promise<string> =>
    retrying(attempt, {
      forMs,
      signal: new AbortController().signal,
      onRetry: () => undefined,
      random: () => 0.5,
      now: () => time,
      wait: (ms) => {
        waits.push(ms);
        time += ms;
        return Promise.resolve();
      },
    });
  return { run, waits, attempts: () => attempts };
}

describe('an attempt that may be repeated', () => {
  it('waits longer each time, up to ten seconds', async () => {
    const { run, waits } = desk(7);
    await expect(run(120_000)).resolves.toBe('accepted');
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  });

  it('waits as long as the server asks for', async () => {
    const { run, waits } = desk(2, { retryAfterSeconds: 7 });
    await run(60_000);
    expect(waits).toEqual([7_000, 7_000]);
  });

  it('ends when the next wait would be too long', async () => {
    const { run, attempts } = desk(100, { retryAfterSeconds: 4 });
    await expect(run(10_000)).rejects.toThrow('away');
    expect(attempts()).toBe(3);
  });

  it('is repeated while the first is in flight, and not after any other refusal', async () => {
    await expect(desk(1, { exitCode: EXIT_CODES.conflict, code: 'REF-002' }).run(10_000)).resolves.toBe('accepted');
    const refused = desk(1, { exitCode: EXIT_CODES.failed, code: 'REF-003' });
    await expect(refused.run(10_000)).rejects.toThrow('away');
    expect(refused.attempts()).toBe(1);
  });
});

describe('Retry-After', () => {
  const now = new Date('2026-05-22T17:00:00Z');
  it.each([
    ['5', 5],
    ['Fri, 22 May 2026 17:00:30 GMT', 30],
    ['Fri, 22 May 2026 16:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('%j', (value, seconds) => {
    expect(retryAfterSeconds(value, now)).toBe(seconds);
  });
});
