import { failure, success, type Outcome } from '#libs/kernel';

/** One line of the broker's answer to a `send`, as kafkajs gives it. */
interface SendAnswerLine {
  readonly topicName: string;
  readonly partition: number;
  readonly errorCode: number;
  readonly baseOffset?: string | undefined;
}

/** Why an answer does not prove that the messages were stored. */
type Unconfirmed = 'partition-missing-in-answer' | 'several-answers' | 'error-in-answer' | 'no-offset-in-answer';

/** Rules for which messages share a `send`, and for when a `send` counts as done. */
export interface SendRules {
  /** The queue of a partition. Messages of one queue share sends, in order. Different queues are sent in parallel. */
  readonly queueOf: (topic: string, partition: number) => string;
  /** The offset of a `send`'s first message, when its answer proves that the broker stored it. */
  readonly confirm: (topic: string, partition: number, answer: readonly SendAnswerLine[]) => Outcome<bigint, Unconfirmed>;
}

/**
 * The product's only rules: each `send` carries one partition of one topic, and counts only when its answer names that
 * partition with an offset. They are a parameter because the fail-over test shows the loss without them. No setting of
 * an app changes them.
 */
export const guardedSends: SendRules = {
  queueOf: (topic, partition) => `${topic}/${partition}`,
  confirm: confirmSend,
};

/**
 * Checks whether the answer to a `send` of one partition proves that the broker stored it.
 *
 * kafkajs 2.2.4 can resolve a `send` without having sent everything. When a leader dies, it keeps the answers of brokers
 * that answered before the retry (tulios/kafkajs issue 1303). It also skips a partition whose metadata is missing. In
 * both cases the answer lacks the partition. A `send` therefore counts only when its own partition is in the answer.
 *
 * @returns the offset of the first message, or the reason why the answer is no proof.
 */
export function confirmSend(topic: string, partition: number, answer: readonly SendAnswerLine[]): Outcome<bigint, Unconfirmed> {
  const lines = answer.filter((line) => line.topicName === topic && line.partition === partition);
  const [line] = lines;
  if (line === undefined) return failure('partition-missing-in-answer');
  if (lines.length > 1) return failure('several-answers');
  if (line.errorCode !== 0) return failure('error-in-answer');
  if (line.baseOffset === undefined || !/^\d+$/.test(line.baseOffset)) return failure('no-offset-in-answer');
  return success(BigInt(line.baseOffset));
}
