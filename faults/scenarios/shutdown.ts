import { query } from '../../harness/environment/database.js';
import type { Ledger } from '../../harness/load/ledger.js';
import type { Environment } from '../environment/environment.js';
import { findingClasses, type Finding } from '../oracle/finding.js';
import { breakUnderLoad, explainClasses, failuresIf, pause, startEnvironment, type Scenario } from './scenario.js';

export const shutdownUnderLoad: Scenario = {
  name: 'shutdown-under-load',
  aim: 'SIGTERM under load: every app ends with 0, no request cut off, 0 lost',
  control: 'exit-at-once',
  run: async (context) => {
    const environment = await startEnvironment(context);
    const failures: string[] = [];
    // The publisher twice a round, because only it serves the senders.
    const stopped = Array.from({ length: context.options.quick ? 1 : 3 }, () => [environment.exchange.app('publisher'), ...environment.exchange.apps]).flat();
    let slowest = 0;
    const { runs, ledger, findings, figures } = await breakUnderLoad(context, environment, async () => {
      for (const app of stopped) {
        await pause(1_500);
        const began = performance.now();
        const exit = await app.stop();
        slowest = Math.max(slowest, performance.now() - began);
        const how = `${app.name} ended with ${exit?.code ?? exit?.signal}`;
        context.progress(how);
        failures.push(...failuresIf([exit?.code !== 0, how]));
        await app.start();
        await app.ready();
      }
      return stopped.length;
    }, { keepAlive: false, perSecond: 40, cases: 60 });
    const cutOff = await begunAndCutOff(environment, ledger);
    if (cutOff.length > 0) await explainClasses(context, environment, ledger, findingClasses('failed', cutOff));
    failures.push(...failuresIf([cutOff.length > 0, `${cutOff.length} requests were begun and cut off`]));
    return { runs, findings, failures, figures: { ...figures, 'slowest stop ms': Math.round(slowest) } };
  },
};

/**
 * Requests whose connection broke although the publisher had begun them. A connection that the system had accepted and
 * the publisher had not read yet breaks when the publisher closes its port: that request was not begun, and it is no fault.
 */
async function begunAndCutOff({ postgres }: Environment, ledger: Ledger): Promise<readonly Finding[]> {
  const cut = new Map(ledger.submissions.flatMap(({ idempotencyKey, cutOffAt }) => (cutOffAt === undefined ? [] : [[idempotencyKey, cutOffAt] as const])));
  const rows = await query<{ referral_id: string; idempotency_key: string; accepted_at: Date }>(postgres.url,
    'SELECT referral_id, idempotency_key, accepted_at FROM referral_publisher.referral WHERE idempotency_key = ANY ($1)', [[...cut.keys()]]);
  return rows.flatMap(({ referral_id, idempotency_key, accepted_at }) => {
    const cutOffAt = cut.get(idempotency_key) ?? 0;
    if (accepted_at.getTime() > cutOffAt) return [];
    const text = `stored ${accepted_at.toISOString()}, its request was cut off ${new Date(cutOffAt).toISOString()}`;
    return [{ code: 'request-cut-off', referralId: referral_id, text }];
  });
}
