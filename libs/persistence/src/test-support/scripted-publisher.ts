import type { MessagePublisher, OutgoingMessage, PublishOutcome } from '#libs/contracts';

/**
 * A publisher that refuses what the test tells it to, and keeps the port's promise: behind a message that failed,
 * nothing of its topic and key is sent.
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

  /** What was acknowledged for one topic and key, by the number each message carries. */
  order(topic: string, key: string): readonly number[] {
    return numbersOf(this.acknowledged.filter((message) => message.topic === topic && message.key === key));
  }
}

export function numbersOf(messages: readonly OutgoingMessage[]): readonly number[] {
  return messages.map(({ headers }) => Number(headers['number']));
}

let numbers = 0;

/** A message that carries a rising number. */
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
