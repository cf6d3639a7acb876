import type { PublishOutcome } from '#libs/contracts';

import { checkSendAnswer, type SendAnswerLine } from './send-answer.js';

/** Which messages share a `send`, and when a `send` counts as done. */
export interface SendDiscipline {
  /** Messages with the same lane share sends, in order; different lanes go in parallel. */
  laneOf(topic: string, partition: number): string;
  /** The outcome of the message at `position` of a `send`, by the answer to it. */
  confirm(sent: { topic: string; partition: number; position: number }, answer: readonly SendAnswerLine[]): PublishOutcome;
}

/**
 * The only discipline of the product: each `send` carries one partition of one topic, and counts only when its answer
 * names that partition with an offset. An interface exists at all so that the fail-over test can show what is lost
 * without it; nothing outside this library can pass another one.
 */
export const guardedDiscipline: SendDiscipline = {
  laneOf: (topic, partition) => `${topic}/${partition}`,
  confirm: ({ topic, partition, position }, answer) => {
    const confirmed = checkSendAnswer(topic, partition, answer);
    if (!confirmed.ok) return { status: 'failed', reason: `unconfirmed: ${confirmed.error}` };
    return { status: 'acknowledged', partition, offset: String(confirmed.value.baseOffset + BigInt(position)) };
  },
};
