import { rightsOf, Topics } from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';
import type { LocalServiceProblem } from '#libs/local-services';
import { KafkaRightsAdmin, KafkaTopicAdmin } from '#libs/messaging';

import type { SandboxPlan } from './plan.js';

/** A young broker on a busy machine takes longer than one request may take to make some fifty topics. */
const DEADLINE_MS = 120_000;

/**
 * Makes every topic before any app starts, because the exchange creates no topic on the fly.
 *
 * @param isOwn true for a Kafka that only this sandbox uses and that knows its clients: it gets the rights of the apps as well. Another Kafka has rules of its own.
 */
export async function ensureTopics(
  { topicPrefix, kafka }: Pick<SandboxPlan, 'topicPrefix' | 'kafka'>,
  agencies: readonly string[],
  { replicationFactor, isOwn }: { readonly replicationFactor: number; readonly isOwn: boolean },
  signal: AbortSignal,
): Promise<Outcome<void, LocalServiceProblem>> {
  const topics = new Topics(topicPrefix);
  const options = { ...kafka, clientId: 'sandbox', deadlineMs: DEADLINE_MS };
  const admin = new KafkaTopicAdmin(options);
  const rightsAdmin = new KafkaRightsAdmin({ ...options, starts: topics.starts() });
  try {
    const made = Promise.all([
      admin.ensureTopics(topics.catalogue(agencies), { replicationFactor }),
      isOwn ? rightsAdmin.ensure(rightsOf(topics, agencies)) : undefined,
    ]);
    const reports = await Promise.race([made, aborted(signal)]);
    if (reports === undefined) return failure({ code: 'STOPPED', message: 'Making the topics was given up.', remedy: 'Start again when you like.' });
    const [, rights] = reports;
    if (rights !== 'unchecked') return success(undefined);
    return failure({ code: 'NOT_READY', message: 'Kafka checks no rights, so every client of it could read every referral.', remedy: 'Stop the other Kafka on this port, or choose other ports with --port-base.' });
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : 'unknown';
    return failure({ code: 'NOT_READY', message: `The topics could not be made in Kafka: ${reason}.`, remedy: 'Check that Kafka runs and may be reached.' });
  } finally {
    // The close is not awaited, because with a broker that does not answer it would wait for the connection to fail first.
    void Promise.all([admin.close(), rightsAdmin.close()]);
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined));
  });
}
