import { describe, expect, it } from '@jest/globals';

import type { IncomingMessage } from '#libs/contracts';

import { BeginningOfFacts } from './beginning-of-facts.js';

const NOW = new Date('2027-08-01T00:00:00Z');

function message(partition: number, offset: number, at: string): IncomingMessage {
  return { topic: 'facts', partition, offset: String(offset), timestamp: String(Date.parse(at)), key: 'case', headers: {}, value: Buffer.from('') };
}

function missingBefore(messages: readonly IncomingMessage[], ends: readonly number[]): string | null {
  const beginning = new BeginningOfFacts('facts');
  beginning.note({ topic: 'answers', partition: 0, messages: [message(0, 5, '2020-01-01T00:00:00Z')] });
  for (const each of messages) beginning.note({ topic: 'facts', partition: each.partition, messages: [each] });
  return beginning.missingBefore(ends.map((end, partition) => ({ topic: 'facts', partition, committed: null, end: BigInt(end), lag: 0n })), NOW)?.toISOString() ?? null;
}

describe('the facts that have left their topic', () => {
  it('are none while every partition begins with its first message, or is empty', () => {
    expect(missingBefore([message(0, 0, '2026-05-22T17:00:00Z'), message(0, 1, '2026-05-23T17:00:00Z')], [2, 0])).toBeNull();
  });

  it('lie before the first message that is still there, of the partition that lost most', () => {
    expect(missingBefore([message(0, 7, '2026-06-02T00:00:00Z'), message(0, 6, '2026-06-01T00:00:00Z'), message(1, 3, '2026-05-01T00:00:00Z')], [8, 4]))
      .toBe('2026-06-01T00:00:00.000Z');
  });

  it('may be all of a partition in which no message is left', () => {
    expect(missingBefore([message(0, 0, '2026-05-22T17:00:00Z')], [1, 9])).toBe(NOW.toISOString());
  });
});
