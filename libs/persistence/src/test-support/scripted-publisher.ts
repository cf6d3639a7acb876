import type { MessagePublisher, OutgoingMessage, PublishOutcome } from '#libs/contracts';

/**
 * A publisher that refuses the messages chosen by the test. It keeps the port's guarantee: after a failed message, no
 * message of its topic and key is sent.
 */
export class ScriptedPublisher implements MessagePublisher {
  readonly acknowledged: OutgoingMessage[] = [];
  batches = 0;
  inFlight = 0;
  mostInFlight = 0;
  refuse: (message: OutgoingMessage) => string | undefined = () => undefined;
  /** Awaited before each answer. */
  answer: () => Promise<void> = async () => undefined;

  async publish(messages: readonly OutgoingMessage[]): Promise<readonly PublishOutcome[]> {
    this.batches += 1;
    this.inFlight += 1;
    this.mostInFlight = Math.max(this.mostInFlight, this.inFlight);
    await this.answer();
    this.inFlight -= 1;
    const stopped = new Set<string>();
    return messages.map((message) => {
      const lane = `${message.topic} ${message.key}`;
      const reason = stopped.has(lane) ? 'not-sent' : this.refuse(message);
      if (reason !== undefined) {
        stopped.add(lane);
        return { status: 'failed', reason };
      }
      this.acknowledged.push(message);
      return { status: 'acknowledged', partition: 0, offset: String(this.acknowledged.length) };
    });
  }

  /** The numbers of the acknowledged messages of one topic and key, in order. */
  order(topic: string, key: string): readonly number[] {
    return numbersOf(this.acknowledged.filter((message) => message.topic === topic && message.key === key));
  }
}

export function numbersOf(messages: readonly OutgoingMessage[]): readonly number[] {
  return messages.map(({ headers }) => Number(headers['number']));
}

let numbers = 0;

/** A message with a rising number. */
export function numbered(topic: string, key: string, value: Buffer | null = Buffer.from('{}')): OutgoingMessage {
  numbers += 1;
  return { topic, key, headers: { number: String(numbers) }, value };
}

export async function until(condition: () => boolean | Promise<boolean>, what: string, limitMs = 8_000): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited ${limitMs} ms for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
