import { describe, expect, it } from '@jest/globals';
import type { OutgoingMessage, PublishOutcome } from '#libs/contracts';
import { Backoff } from './backoff.js';

const SETTINGS = { firstMs: 100, longestMs: 1_000, poisonMs: 60_000 };
const message = (topic: string, key: string): OutgoingMessage => ({ topic, key, headers: {}, value: null });
const sent: PublishOutcome = { status: 'acknowledged', partition: 0, offset: '0' };
const failed = (reason: string): PublishOutcome => ({ status: 'failed', reason });
const newBackoff = (): Backoff => new Backoff(SETTINGS, () => 0);

describe('the backoff of the relay', () => {
  it('delays a case whose message failed and lets the other cases of the agency pass', () => {
    const backoff = newBackoff();
    backoff.record([message('csc', 'case-1'), message('csc', 'case-2')], [failed('timed-out'), sent], 0);
    expect(backoff.delayedAt(50)).toEqual({ topics: [], keyTopics: ['csc'], keys: ['case-1'] });
    expect(backoff.delayedAt(100)).toEqual({ topics: [], keyTopics: [], keys: [] });
  });

  it('waits longer at each failure in a row, up to the limit, and forgets at the first success', () => {
    const backoff = newBackoff();
    const ends: (number | undefined)[] = [];
    let now = 0;
    for (let turn = 0; turn < 6; turn += 1) {
      backoff.record([message('csc', 'a'), message('csc', 'b')], [failed('too-large'), sent], now);
      now = backoff.nextEnd(now) ?? now;
      ends.push(now);
    }
    expect(ends).toEqual([100, 300, 700, 1_500, 3_100, 6_300]);
    backoff.record([message('csc', 'a')], [sent], now);
    expect(backoff.hasFailures).toBe(false);
    backoff.record([message('csc', 'a'), message('csc', 'b')], [failed('timed-out'), sent], now);
    expect(backoff.nextEnd(now)).toBe(now + 100);
  });

  it('delays a whole agency topic that does not exist, however many cases it has', () => {
    const backoff = newBackoff();
    const lost = Array.from({ length: 500 }, (_, index) => message('typo', `case-${index}`));
    backoff.record([...lost, message('csc', 'a')], [...lost.map(() => failed('unknown-topic')), sent], 0);
    expect(backoff.delayedAt(0)).toEqual({ topics: ['typo'], keyTopics: [], keys: [] });
  });

  it('tries the cases of a topic apart after several failures of all of them, in case one of them is the cause', () => {
    const backoff = newBackoff();
    const batch = [message('csc', 'a'), message('csc', 'b')];
    let now = 0;
    for (let turn = 0; turn < 4; turn += 1) {
      backoff.record(batch, batch.map(() => failed('timed-out')), now);
      if (turn < 3) now = backoff.nextEnd(now) ?? now;
    }
    expect(backoff.delayedAt(now)).toEqual({ topics: [], keyTopics: ['csc', 'csc'], keys: ['a', 'b'] });
  });

  it('forgets failures of messages that are no longer in the outbox', () => {
    const backoff = newBackoff();
    backoff.record([message('csc', 'a'), message('csc', 'b')], [failed('too-large'), sent], 0);
    backoff.forgetAbsent([], 50);
    expect(backoff.hasFailures).toBe(true);
    backoff.forgetAbsent([message('csc', 'a')], 200);
    expect(backoff.hasFailures).toBe(true);
    backoff.forgetAbsent([], 200);
    expect(backoff.hasFailures).toBe(false);
  });
});
