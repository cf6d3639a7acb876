import type { paths } from '../api/agency-node.js';
import { CommandFailed } from '../command/command-failed.js';
import { answer } from '../connection/connection.js';
import { counted } from '../terminal/words.js';
import { ok, skip, warn, type CheckResult } from './check.js';
import { samples } from './metrics-text.js';
import type { KnownTarget } from './targets.js';

/** Longer than any relay takes while Kafka is well. */
const STUCK_SECONDS = 60;
const LARGEST_PAGE = 200;

/** The backlog inside the apps that answer: messages not yet sent, and messages in quarantine. */
export async function* checkBacklog(answering: readonly KnownTarget[]): AsyncGenerator<CheckResult, void, undefined> {
  const targets = answering.filter(({ description }) => description.usesKafka);
  // All apps at once, so that the time limits of several that hang do not add up.
  yield* await Promise.all(targets.map((target) => guarded(`outbox ${target.app}`, () => checkOutbox(target))));
  yield* await Promise.all(targets.map((target) => guarded(`dead letters ${target.app}`, () => checkDeadLetters(target))));
}

/** A check that an app cannot answer is skipped, because `checkApps` reports the app already. */
export async function guarded(check: string, look: () => Promise<CheckResult>): Promise<CheckResult> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    const { code, status } = error.report;
    return skip(check, status === undefined ? 'the app does not answer' : `the app answered ${status}${code === undefined ? '' : ` (${code})`}`);
  }
}

async function checkOutbox({ app, connection }: KnownTarget): Promise<CheckResult> {
  const { body } = await connection.read('/metrics');
  const value = (name: string): number | undefined => samples(body, name)[0]?.value;
  return judgeOutbox(`outbox ${app}`, value('exchange_relay_pending'), value('exchange_relay_oldest_seconds'));
}

export function judgeOutbox(check: string, pending: number | undefined, oldestSeconds = 0): CheckResult {
  if (pending === undefined) return skip(check, 'its metrics do not have it');
  if (oldestSeconds > STUCK_SECONDS) {
    const waiting = `${counted(pending, 'message waits', 'messages wait')} for Kafka, the oldest for ${Math.round(oldestSeconds)} s`;
    return warn(check, `${waiting}. They are safe, and are sent when Kafka is back.`);
  }
  return ok(check, pending === 0 ? 'everything was sent' : `${counted(pending, 'message is', 'messages are')} on the way`);
}

async function checkDeadLetters({ app, connection }: KnownTarget): Promise<CheckResult> {
  const { items, next } = await answer(connection.client<paths>().GET('/v1/dead-letters', { params: { query: { status: 'quarantined', limit: LARGEST_PAGE } } }));
  const check = `dead letters ${app}`;
  if (items.length === 0) return ok(check, 'none waits');
  const count = next === undefined ? counted(items.length, 'message waits', 'messages wait') : `more than ${LARGEST_PAGE} messages wait`;
  return warn(check, `${count}. See: exchange deadletter list --app ${app} --status quarantined`);
}
