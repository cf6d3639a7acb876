import { KafkaPublisher } from '#libs/messaging';
import { ReferralFacts } from '#libs/testing';

import { query } from '../../harness/environment/database.js';
import { RECIPIENTS } from '../../harness/environment/plan.js';
import { MemorySampler } from '../../harness/measure/memory-sampler.js';
import type { Environment } from '../environment/environment.js';
import { NO_FINDINGS } from '../oracle/oracle.js';
import { failuresIf, pause, startEnvironment, type Context, type Scenario } from './scenario.js';

/** The most memory of the recorder, and its largest growth from the first half of the way to the second. */
const RECORDER_MB = 400;
const GROWTH = 1.2;
const BATCH = 500;

/** The recorder was down while the exchange worked on, and is that many messages behind when it comes back. */
export const backlog: Scenario = {
  name: 'backlog',
  aim: 'a consumer far behind catches up with bounded memory, everything once',
  control: 'keeps-everything (with at least --backlog 100000)',
  run: async (context) => {
    const count = context.options.backlog;
    const environment = await startEnvironment(context, { agencies: [], logLevel: 'warn', leaveOut: ['referral-publisher', 'audit-recorder', 'deadline-watch'] });
    context.progress(`publishing ${count} facts`);
    await publishFacts(environment, context, count);
    const recorder = environment.exchange.app('recorder');
    await recorder.start();
    const memory = new MemorySampler([recorder]);
    const began = Date.now();
    let halfAt = 0;
    const { rows, distinct } = await caughtUp(environment, count, context, (recorded) => {
      if (recorded > count / 2 && halfAt === 0) halfAt = Date.now();
    });
    const seconds = (Date.now() - began) / 1_000;
    memory.stop();
    const [first, second] = [memory.peakMb(recorder.name, began, halfAt), memory.peakMb(recorder.name, halfAt)];
    return {
      runs: 1,
      findings: { ...NO_FINDINGS, accepted: count, lost: count - distinct, doubled: rows - distinct },
      failures: failuresIf([second > Math.min(RECORDER_MB, first * GROWTH), `the recorder grew from ${first} to ${second} MB`]),
      figures: { messages: count, seconds: Math.round(seconds), 'messages/s': Math.round(rows / seconds), 'peak MB in the first half': first, 'in the second': second },
    };
  },
};

async function publishFacts({ kafka, exchange }: Environment, { cleanUp }: Context, count: number): Promise<void> {
  const publisher = new KafkaPublisher({ brokers: kafka.brokers, clientId: 'backlog' });
  cleanUp(() => publisher.close());
  for (let sent = 0; sent < count; sent += BATCH) {
    const facts = Array.from({ length: Math.min(BATCH, count - sent) }, () => new ReferralFacts(exchange.topics).published(RECIPIENTS));
    const outcomes = await publisher.publish(facts);
    if (outcomes.some(({ status }) => status !== 'acknowledged')) throw new Error('the facts could not be published');
  }
}

interface Recorded {
  readonly rows: number;
  readonly distinct: number;
}

/** Waits until the recorder has recorded everything, or nothing for a minute. */
async function caughtUp({ postgres }: Environment, count: number, { progress }: Context, watch: (rows: number) => void): Promise<Recorded> {
  let movedAt = Date.now();
  for (let last = -1; ; ) {
    const [recorded = { rows: 0, distinct: 0 }] = await query<Recorded>(
      postgres.url, 'SELECT count(*)::int AS rows, count(DISTINCT message_id)::int AS distinct FROM audit_recorder.event');
    watch(recorded.rows);
    if (recorded.rows >= count || Date.now() - movedAt > 60_000) return recorded;
    if (recorded.rows !== last) movedAt = Date.now();
    last = recorded.rows;
    progress(`${recorded.rows} of ${count} recorded`);
    await pause(2_000);
  }
}
