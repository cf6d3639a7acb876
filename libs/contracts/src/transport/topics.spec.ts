import { describe, expect, it } from '@jest/globals';

import { Topics } from './topics.js';

describe('topics', () => {
  it('have distinct names for every agency, and a dead-letter topic for every consumer group', () => {
    const names = new Topics().catalogue(['northshire-csc', 'northshire-icb']).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining([
      'safeguarding.lifecycle.v1',
      'safeguarding.referral.v1.northshire-csc',
      'safeguarding.referral.v1.northshire-csc.agency-node.northshire-csc.dlq',
      'safeguarding.acknowledgement.v1.northshire-icb.referral-publisher.dlq',
    ]));
  });

  it('stay within Kafka\'s limits for a name, for the longest agency id', () => {
    const longest = new Topics('t1234567-').catalogue(['a'.repeat(64)]);
    expect(longest.every(({ name }) => name.length <= 249)).toBe(true);
  });

  it('keep personal data for weeks and facts for longer than any clock', () => {
    expect(retentionDays(new Topics().referral('x'))).toBe(28);
    expect(retentionDays(new Topics().ethnicity('x'))).toBe(28);
    expect(retentionDays(new Topics().lifecycle())).toBeGreaterThan(70);
  });
});

function retentionDays(name: string): number {
  const topic = new Topics().catalogue(['x']).find((each) => each.name === name);
  return Number(topic?.settings['retention.ms']) / 86_400_000;
}
