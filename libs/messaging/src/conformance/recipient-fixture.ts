import { setTimeout as sleep } from 'node:timers/promises';

import type { IncomingMessage, MessageBatch, MessagePublisher, OutgoingMessage } from '#libs/contracts';

/** Numbered messages of a case: `step` 1 is the referral, and later steps correct it. */
export function caseMessages(topic: string, caseKey: string, steps: number, firstStep = 1): readonly OutgoingMessage[] {
  return Array.from({ length: steps }, (_, index) => ({
    topic,
    key: caseKey,
    headers: { ce_id: `${caseKey}#${firstStep + index}` },
    value: Buffer.from(JSON.stringify({ step: firstStep + index })),
  }));
}

/**
 * Publishes until every message is acknowledged: it repeats failed messages, like the relay. @throws Error after
 * `limitMs`.
 */
export async function publishAll(
  publisher: MessagePublisher,
  messages: readonly OutgoingMessage[],
  limitMs = 60_000,
  acknowledged: (message: OutgoingMessage) => void = () => {},
): Promise<void> {
  const giveUpAt = Date.now() + limitMs;
  let waiting = messages;
  while (waiting.length > 0) {
    const outcomes = await publisher.publish(waiting);
    waiting.forEach((message, index) => outcomes[index]?.status === 'acknowledged' && acknowledged(message));
    waiting = waiting.filter((_, index) => outcomes[index]?.status !== 'acknowledged');
    if (waiting.length === 0) return;
    if (Date.now() > giveUpAt) throw new Error(`${waiting.length} messages were not acknowledged in ${limitMs} ms`);
    await sleep(100);
  }
}

export const idOf = (message: IncomingMessage): string => message.headers['ce_id'] ?? '(no id)';

/** A recipient that records every message of its handler, including redeliveries. */
export class RecipientFixture {
  /** The ids of all messages handed to it, including redeliveries. */
  readonly received: string[] = [];

  note(batch: MessageBatch): void {
    this.received.push(...batch.messages.map(idOf));
  }

  get distinct(): ReadonlySet<string> {
    return new Set(this.received);
  }

  /** The steps of a case in the order of their first delivery. */
  firstSeen(caseKey: string): readonly number[] {
    const ids = [...this.distinct].filter((id) => id.startsWith(`${caseKey}#`));
    return ids.map((id) => Number(id.split('#')[1]));
  }
}

/** Waits until the condition holds. @throws Error that names `what` after the time limit. */
export async function until(what: string, condition: () => boolean | Promise<boolean>, limitMs = 15_000): Promise<void> {
  const giveUpAt = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > giveUpAt) throw new Error(`waited ${limitMs} ms in vain until ${what}`);
    await sleep(10);
  }
}

export const oneTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
