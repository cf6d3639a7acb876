import { describe, expect, it } from '@jest/globals';
import type { OutgoingMessage, PublishOutcome } from '#libs/contracts';
import { Holds } from './holds.js';

const BACKOFF = { firstMs: 100, longestMs: 1_000, poisonMs: 60_000 };
const message = (topic: string, key: string): OutgoingMessage => ({ topic, key, headers: {}, value: null });
const sent: PublishOutcome = { status: 'acknowledged', partition: 0, offset: '0' };
const failed = (reason: string): PublishOutcome => ({ status: 'failed', reason });
const holds = (): Holds => new Holds(BACKOFF, () => 0);

describe('Holds', () => {
  it('holds a case whose message failed and lets the other cases of the agency pass', () => {
    const held = holds();
    held.settle([message('csc', 'case-1'), message('csc', 'case-2')], [failed('timed-out'), sent], 0);
    expect(held.at(50)).toEqual({ topics: [], keyTopics: ['csc'], keys: ['case-1'] });
    expect(held.at(100)).toEqual({ topics: [], keyTopics: [], keys: [] });
  });

  it('waits longer at each failure in a row, up to the limit, and forgets at the first success', () => {
    const held = holds();
    const ends: (number | undefined)[] = [];
    let now = 0;
    for (let turn = 0; turn < 6; turn += 1) {
      held.settle([message('csc', 'a'), message('csc', 'b')], [failed('too-large'), sent], now);
      now = held.nextEnd(now) ?? now;
      ends.push(now);
    }
    expect(ends).toEqual([100, 300, 700, 1_500, 3_100, 6_300]);
    held.settle([message('csc', 'a')], [sent], now);
    expect(held.any).toBe(false);
    held.settle([message('csc', 'a'), message('csc', 'b')], [failed('timed-out'), sent], now);
    expect(held.nextEnd(now)).toBe(now + 100);
  });

  it('holds a whole agency topic that is not there, however many cases it has', () => {
    const held = holds();
    const lost = Array.from({ length: 500 }, (_, index) => message('typo', `case-${index}`));
    held.settle([...lost, message('csc', 'a')], [...lost.map(() => failed('unknown-topic')), sent], 0);
    expect(held.at(0)).toEqual({ topics: ['typo'], keyTopics: [], keys: [] });
  });

  it('tries the cases of a silent topic apart after a while, in case one of them is what fails', () => {
    const held = holds();
    const batch = [message('csc', 'a'), message('csc', 'b')];
    let now = 0;
    for (let turn = 0; turn < 4; turn += 1) {
      held.settle(batch, batch.map(() => failed('timed-out')), now);
      if (turn < 3) now = held.nextEnd(now) ?? now;
    }
    expect(held.at(now)).toEqual({ topics: [], keyTopics: ['csc', 'csc'], keys: ['a', 'b'] });
  });

  it('forgets what is no longer in the outbox', () => {
    const held = holds();
    held.settle([message('csc', 'a'), message('csc', 'b')], [failed('too-large'), sent], 0);
    held.forgetAbsent([], 50);
    expect(held.any).toBe(true);
    held.forgetAbsent([message('csc', 'a')], 200);
    expect(held.any).toBe(true);
    held.forgetAbsent([], 200);
    expect(held.any).toBe(false);
  });
});
