import { describe, expect, it } from '@jest/globals';

import { Topics } from '#libs/contracts';
import { compareTopics } from '#libs/messaging';

import { judgeTopics } from './check-kafka.js';

const needed = new Topics().catalogue(['northshire-csc']);
const asNeeded = needed.map(({ name, partitions, settings }) => ({
  name, partitions, replicationFactor: 3, hasLeaders: true, settings: { ...settings, 'min.insync.replicas': '2' },
}));
const [lifecycle] = asNeeded;

function judged(found: typeof asNeeded): string[] {
  return judgeTopics(compareTopics(needed, found)).map(({ status, check }) => `${status} ${check}`);
}

function withAcknowledgements(change: Partial<(typeof asNeeded)[number]>): typeof asNeeded {
  return asNeeded.map((topic) => (topic.name === new Topics().acknowledgement('northshire-csc') ? { ...topic, ...change } : topic));
}

function withLifecycle(change: Partial<(typeof asNeeded)[number]>): typeof asNeeded {
  return asNeeded.map((topic) => (topic === lifecycle ? { ...topic, ...change } : topic));
}

describe('the topics of a partnership', () => {
  it('are well when they are as needed, with three copies', () => {
    expect(judged(asNeeded)).toEqual(['ok topics', 'ok topic settings']);
  });

  it('are missed by name', () => {
    const results = judgeTopics(compareTopics(needed, asNeeded.slice(1)));
    expect(results[0]).toEqual({ check: 'topics', status: 'fail', detail: '1 topic is missing (safeguarding.lifecycle.v1). Create with: exchange topics create' });
  });

  it.each([
    ['a partition has no leader', { hasLeaders: false }, ['ok topics', 'fail topic leaders', 'warn topic settings']],
    ['fewer partitions', { partitions: 1 }, ['ok topics', 'warn topic settings']],
    ['kept for an hour', { settings: { ...lifecycle?.settings, 'retention.ms': '3600000' } }, ['ok topics', 'warn topic settings']],
    ['kept for ever', { settings: { ...lifecycle?.settings, 'retention.ms': '-1' } }, ['ok topics', 'warn topic settings']],
  ])('are looked at closely: %s', (_, change, expected) => {
    expect(judged(withLifecycle(change as Partial<(typeof asNeeded)[number]>))).toEqual(expected);
  });

  it.each([
    ['another number of partitions, which refuses the statements of cases under way', { partitions: 3 }],
    ['a time of storage that the agency decides', { settings: { 'message.timestamp.type': 'CreateTime' } }],
  ])('are a fault and no warning where statements of agencies would be judged wrongly: %s', (_, change) => {
    expect(judged(withAcknowledgements(change as Partial<(typeof asNeeded)[number]>))).toContain('fail topics of agencies');
  });
});
