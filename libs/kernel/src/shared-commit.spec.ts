import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { SharedCommit } from './shared-commit.js';

class BadRow extends Error {}

function sharedCommit(commit: (entries: readonly number[]) => Promise<readonly number[]>, queueLimit = 1_000, batchLimit = 100) {
  return new SharedCommit<number, number>({ commit, queueLimit, batchLimit, isEntryAtFault: (error) => error instanceof BadRow });
}

describe('referrals that arrive together share one commit', () => {
  it('an entry that comes alone is committed at once, alone', async () => {
    const batches: number[] = [];
    const queue = sharedCommit((entries) => Promise.resolve((batches.push(entries.length), entries)));
    expect(await queue.add(1)).toEqual({ ok: true, value: 1 });
    expect(batches).toEqual([1]);
  });

  it('entries that come while a commit runs share the next one', async () => {
    const batches: number[] = [];
    const releases: (() => void)[] = [];
    const queue = sharedCommit(async (entries) => {
      batches.push(entries.length);
      await new Promise<void>((resolve) => releases.push(resolve));
      return entries;
    });
    const first = queue.add(0);
    while (releases.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const rest = [1, 2, 3].map((entry) => queue.add(entry));
    releases.shift()?.();
    await first;
    while (releases.length === 0) await new Promise((resolve) => setImmediate(resolve));
    releases.shift()?.();
    await Promise.all(rest);
    expect(batches).toEqual([1, 3]);
  });

  it('a full queue refuses at once, names the time to retry, and stores nothing', async () => {
    const stored: number[] = [];
    const queue = sharedCommit((entries) => Promise.resolve((stored.push(...entries), entries)), 2);
    const answers = await Promise.all([queue.add(1), queue.add(2), queue.add(3)]);
    expect(answers[2]).toEqual({ ok: false, error: { code: 'queue-full', retryAfterSeconds: 1 } });
    expect(stored).toEqual([1, 2]);
  });

  it('a queue with too long a wait refuses a new entry, however few wait, and accepts it when the wait is over', async () => {
    let now = 0;
    const releases: (() => void)[] = [];
    const commit = async (entries: readonly number[]): Promise<readonly number[]> => {
      await new Promise<void>((resolve) => releases.push(resolve));
      return entries;
    };
    const commitStarts = async (): Promise<void> => {
      while (releases.length === 0) await new Promise((resolve) => setImmediate(resolve));
    };
    const queue = new SharedCommit<number, number>({ commit, queueLimit: 1_000, waitLimitMs: 30, now: () => now, batchLimit: 100, isEntryAtFault: () => false });
    const first = queue.add(1);
    const second = queue.add(2);
    await commitStarts();
    // The database stalls: the commit takes longer than a referral may wait.
    now += 60;
    expect(await queue.add(3)).toMatchObject({ ok: false, error: { code: 'queue-full' } });
    releases.shift()?.();
    expect(await Promise.all([first, second])).toEqual([{ ok: true, value: 1 }, { ok: true, value: 2 }]);
    const later = queue.add(4);
    await commitStarts();
    releases.shift()?.();
    expect(await later).toEqual({ ok: true, value: 4 });
  });

  it('a caller that waited before it was read is refused where others wait already, and accepted where none do', async () => {
    const queue = new SharedCommit<number, number>({
      commit: (entries) => Promise.resolve(entries), queueLimit: 1_000, waitLimitMs: 2_000, batchLimit: 100, isEntryAtFault: () => false,
    });
    expect(queue.full(2_500)).toBeUndefined();
    const first = queue.add(1);
    expect(queue.full(2_500)).toEqual({ code: 'queue-full', retryAfterSeconds: 3 });
    expect(queue.full(1_500)).toBeUndefined();
    expect(await first).toEqual({ ok: true, value: 1 });
  });

  it('one bad row never fails its neighbours, at any position', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (rows) => {
        const stored: number[] = [];
        const queue = sharedCommit((entries) => {
          if (entries.some((entry) => rows[entry] === true)) return Promise.reject(new BadRow());
          stored.push(...entries);
          return Promise.resolve(entries);
        });
        const answers = await Promise.allSettled(rows.map((_, index) => queue.add(index)));
        expect(answers.map((answer) => answer.status === 'rejected')).toEqual(rows);
        expect(stored).toEqual(rows.flatMap((bad, index) => (bad ? [] : [index])));
      }),
      { numRuns: 50 },
    );
  });

  it('a database that is away fails all entries, once, without trying each', async () => {
    let attempts = 0;
    const queue = sharedCommit(() => Promise.reject(new Error(`connection lost ${++attempts}`)));
    const answers = await Promise.allSettled([1, 2, 3, 4].map((entry) => queue.add(entry)));
    expect(answers.every((answer) => answer.status === 'rejected')).toBe(true);
    expect(attempts).toBe(1);
  });

  it('takes no more into one commit than its limit, by the size of the entries, and never leaves a large one behind', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 30 }), async (sizes) => {
        const batches: (readonly number[])[] = [];
        const commits = new SharedCommit<number, number>({
          commit: (entries) => Promise.resolve((batches.push(entries), entries)),
          queueLimit: 1_000, batchLimit: 20, sizeOf: (size) => size, isEntryAtFault: () => false,
        });
        await Promise.all(sizes.map((size) => commits.add(size)));
        expect(batches.flat()).toEqual(sizes);
        for (const batch of batches) if (batch.length > 1) expect(batch.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(20);
      }),
    );
  });
});
