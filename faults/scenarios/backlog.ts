import pg from 'pg';

import { KafkaPublisher } from '#libs/messaging';
import { ReferralFacts } from '#libs/testing';

import type { Findings } from '../oracle/oracle.js';
import { RECIPIENTS } from '../environment/plan.js';
import { MemoryWatch } from '../environment/memory-watch.js';
import type { Environment } from '../environment/environment.js';
import { pause, startEnvironment, type Context, type Scenario } from './scenario.js';

const MEGABYTE = 2 ** 20;
/** What it may take at all, and how much more in the second half of the way than in the first. */
const RECORDER_MB = 400;
const GROWTH = 1.2;
const BATCH = 500;

/** The recorder was away while the exchange worked on; it is that many messages behind when it comes back. */
export const backlog: Scenario = {
  name: 'backlog',
  aim: 'a consumer far behind catches up with bounded memory, everything once',
  control: 'keeps-everything (with at least --backlog 100000)',
  run: async (context) => {
    const count = context.options.backlog;
    const environment = await startEnvironment(context, { agencies: [], logLevel: 'warn', leaveOut: ['referral-publisher', 'audit-recorder', 'deadline-watch'] });
    context.progress(`publishing ${count} facts`);
    await publishFacts(environment, context, count);
    const recorder = environment.app('recorder');
    await recorder.start();
    const memory = new MemoryWatch([recorder]);
    const began = performance.now();
    let firstHalf = 0;
    const recorded = await caughtUp(environment, count, context, (rows) => {
      if (rows > count / 2 && firstHalf === 0) firstHalf = Math.round(memory.lap() / MEGABYTE);
    });
    const seconds = (performance.now() - began) / 1_000;
    const secondHalf = Math.round(memory.stop() / MEGABYTE);
    return {
      runs: 1,
      findings: findings(count, recorded),
      failures: secondHalf > Math.min(RECORDER_MB, firstHalf * GROWTH) ? [`the recorder grew from ${firstHalf} to ${secondHalf} MB`] : [],
      figures: { messages: count, seconds: Math.round(seconds), 'messages/s': Math.round(recorded.rows / seconds), 'peak MB in the first half': firstHalf, 'in the second': secondHalf },
    };
  },
};

async function publishFacts(environment: Environment, { cleanUp }: Context, count: number): Promise<void> {
  const publisher = new KafkaPublisher({ brokers: environment.kafka.brokers, clientId: 'backlog' });
  cleanUp(() => publisher.close());
  for (let sent = 0; sent < count; sent += BATCH) {
    const size = Math.min(BATCH, count - sent);
    const outcomes = await publisher.publish(Array.from({ length: size }, () => new ReferralFacts(environment.topics).published(RECIPIENTS)));
    if (outcomes.some(({ status }) => status !== 'acknowledged')) throw new Error('the facts could not be published');
  }
}

interface Recorded {
  readonly rows: number;
  readonly distinct: number;
}

async function caughtUp(environment: Environment, count: number, { progress }: Context, watch: (rows: number) => void): Promise<Recorded> {
  const client = new pg.Client({ connectionString: environment.postgres.url });
  await client.connect();
  try {
    let moved = Date.now();
    for (let last = -1; ; ) {
      const { rows } = await client.query<Recorded>('SELECT count(*)::int AS rows, count(DISTINCT message_id)::int AS distinct FROM audit_recorder.event');
      const [now] = rows;
      watch(now?.rows ?? 0);
      if (now === undefined || now.rows >= count || Date.now() - moved > 60_000) return now ?? { rows: 0, distinct: 0 };
      if (now.rows !== last) moved = Date.now();
      last = now.rows;
      progress(`${now.rows} of ${count} recorded`);
      await pause(2_000);
    }
  } finally {
    await client.end();
  }
}

function findings(count: number, { rows, distinct }: Recorded): Findings {
  return {
    accepted: count, unanswered: 0, lost: count - distinct, doubled: rows - distinct, order: 0, causeless: 0, waiting: 0, quarantined: 0, classes: [],
  };
}
