import { Topics } from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';
import type { LocalServiceProblem } from '#libs/local-services';
import { KafkaTopicAdmin } from '#libs/messaging';

import type { SandboxPlan } from './plan.js';

/** A young broker on a busy machine takes longer than one request may take to make some fifty topics. */
const DEADLINE_MS = 120_000;

/** Makes every topic before any app starts, because the exchange creates no topic on the fly. */
export async function ensureTopics(
  { topicPrefix, brokers }: Pick<SandboxPlan, 'topicPrefix' | 'brokers'>,
  agencies: readonly string[],
  replicationFactor: number,
  signal: AbortSignal,
): Promise<Outcome<void, LocalServiceProblem>> {
  const admin = new KafkaTopicAdmin({ brokers, clientId: 'sandbox', deadlineMs: DEADLINE_MS });
  try {
    const topics = new Topics(topicPrefix).catalogue(agencies);
    const reports = await Promise.race([admin.ensureTopics(topics, { replicationFactor }), aborted(signal)]);
    if (reports === undefined) return failure({ code: 'STOPPED', message: 'Making the topics was given up.', remedy: 'Start again when you like.' });
    return success(undefined);
  } catch (error) {
    const reason = error instanceof Error ? error.message.replace(/\.$/, '') : 'unknown';
    return failure({ code: 'NOT_READY', message: `The topics could not be made in Kafka: ${reason}.`, remedy: 'Check that Kafka runs and may be reached.' });
  } finally {
    // The close is not awaited, because with a broker that does not answer it would wait for the connection to fail first.
    void admin.close();
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined));
  });
}
