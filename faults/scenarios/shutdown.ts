import pg from 'pg';

import { findingClasses, type Finding } from '../oracle/finding.js';
import type { Ledger } from '../load/submissions.js';
import type { Environment } from '../environment/environment.js';
import { acceptFigures, explainClasses, pause, untilArrived, startEnvironment, type Scenario } from './scenario.js';
import { statusCounts, underSteadyLoad } from './steady-load.js';

export const shutdownUnderLoad: Scenario = {
  name: 'shutdown-under-load',
  aim: 'SIGTERM under load: every app ends with 0, no request cut off, 0 lost',
  control: 'exit-at-once',
  run: async (context) => {
    const environment = await startEnvironment(context);
    const failures: string[] = [];
    const rounds = context.options.quick ? 1 : 3;
    let runs = 0;
    let slowest = 0;
    const ledger = await underSteadyLoad(environment, async () => {
      for (let round = 0; round < rounds; round += 1) {
        for (const app of [environment.app('publisher'), ...environment.apps]) {
          await pause(1_500);
          const began = performance.now();
          const exit = await app.stop();
          slowest = Math.max(slowest, performance.now() - began);
          runs += 1;
          context.progress(`${app.plan.name} ended with ${exit?.code ?? exit?.signal}`);
          if (exit?.code !== 0) failures.push(`${app.plan.name} ended with ${exit?.code ?? exit?.signal}`);
          await app.start();
          await app.ready();
        }
      }
    }, { keepAlive: false, perSecond: 40, cases: 60 });
    context.progress('waiting for everything to arrive');
    const findings = await untilArrived(context, environment, ledger, 120_000);
    const cutOff = await begunAndCutOff(environment, ledger);
    if (cutOff.length > 0) {
      failures.push(`${cutOff.length} requests were begun and cut off`);
      await explainClasses(context, environment, ledger, findingClasses('failed', cutOff));
    }
    return { runs, findings, failures, figures: { ...acceptFigures(ledger), ...statusCounts(ledger), 'slowest stop ms': Math.round(slowest) } };
  },
};

/**
 * Requests whose connection broke although the publisher had taken them in. A connection that the system had accepted and
 * the publisher had not read yet breaks when the publisher closes its port: nothing was begun then, and it is no fault.
 */
async function begunAndCutOff(environment: Environment, ledger: Ledger): Promise<readonly Finding[]> {
  const cut = new Map(ledger.submissions.flatMap(({ idempotencyKey, cutOffAt }) => (cutOffAt === undefined ? [] : [[idempotencyKey, cutOffAt] as const])));
  const client = new pg.Client({ connectionString: environment.postgres.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ referral_id: string; idempotency_key: string; accepted_at: Date }>(
      'SELECT referral_id, idempotency_key, accepted_at FROM referral_publisher.referral WHERE idempotency_key = ANY ($1)', [[...cut.keys()]],
    );
    return rows.filter(({ idempotency_key, accepted_at }) => accepted_at.getTime() <= (cut.get(idempotency_key) ?? 0)).map((row) => ({
      code: 'request-cut-off', referralId: row.referral_id,
      text: `stored ${row.accepted_at.toISOString()}, its request was cut off ${new Date(cut.get(row.idempotency_key) ?? 0).toISOString()}`,
    }));
  } finally {
    await client.end();
  }
}
