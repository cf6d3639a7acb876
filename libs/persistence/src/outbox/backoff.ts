import type { OutgoingMessage, PublishOutcome } from '#libs/contracts';

/** Milliseconds for which the relay does not retry a failed topic or key. The wait doubles at each failure in a row. */
export interface BackoffSettings {
  readonly firstMs: number;
  /** The longest wait for a temporary cause: the broker is down, a leader moves. */
  readonly longestMs: number;
  /** The longest wait for a cause that only a person can remove: a message is too large, a topic does not exist. */
  readonly poisonMs: number;
}

/** Reasons of {@link PublishOutcome} that no repetition removes. */
export const POISON_REASONS: ReadonlySet<string> = new Set(['too-large', 'unknown-topic']);
/** The reasons among them that concern a single message and not its whole topic. */
const MESSAGE_REASONS: ReadonlySet<string> = new Set(['too-large']);
/**
 * When a topic has more delayed keys, the whole topic is delayed, because every read of the outbox sends the list of
 * keys.
 */
const MOST_KEYS = 200;
/**
 * After this many failures of all messages of a topic, its keys are tried separately, because one of them may be the
 * cause.
 */
const TOPIC_ATTEMPTS = 3;

/**
 * Topics and keys that are not read now. `keyTopics` and `keys` belong together by index, as PostgreSQL's `unnest` takes
 * them.
 */
export interface Delayed {
  readonly topics: readonly string[];
  readonly keyTopics: readonly string[];
  readonly keys: readonly string[];
}

interface Delay {
  readonly attempts: number;
  readonly until: number;
}

/**
 * The topics and keys that the relay does not retry yet after a failure, with the end of each wait. A key waits as a
 * whole: its later messages wait behind the failed one, and after the wait the relay reads it again from the failed
 * message. That keeps the order while other keys pass, and one agency's topic does not delay the others. The state is in
 * memory only. A new owner of the outbox begins without waits, in order.
 *
 * All times are milliseconds on a monotonic clock.
 */
export class Backoff {
  private readonly topics = new Map<string, Delay>();
  private readonly keys = new Map<string, Map<string, Delay>>();

  constructor(
    private readonly settings: BackoffSettings,
    private readonly random: () => number = Math.random,
  ) {}

  /** The topics and keys that must not be read at `now`. */
  delayedAt(now: number): Delayed {
    const topics = [...this.topics].filter(([, { until }]) => until > now).map(([topic]) => topic);
    const pairs = [...this.keys].flatMap(([topic, keys]) =>
      [...keys].filter(([, { until }]) => until > now).map(([key]) => [topic, key] as const),
    );
    return { topics, keyTopics: pairs.map(([topic]) => topic), keys: pairs.map(([, key]) => key) };
  }

  /** True when a topic or key has failed and not succeeded since. */
  get hasFailures(): boolean {
    return this.topics.size > 0 || this.keys.size > 0;
  }

  /** When the first active wait ends; undefined without one. */
  nextEnd(now: number): number | undefined {
    const waits = [...this.topics.values(), ...[...this.keys.values()].flatMap((keys) => [...keys.values()])];
    const ends = waits.map(({ until }) => until).filter((until) => until > now);
    return ends.length > 0 ? Math.min(...ends) : undefined;
  }

  /** Records the outcomes of one published batch. */
  record(messages: readonly OutgoingMessage[], outcomes: readonly PublishOutcome[], now: number): void {
    for (const [topic, results] of byTopic(messages, outcomes)) {
      const failed = results.filter(({ failure }) => failure !== undefined);
      for (const { key } of results) if (!failed.some((result) => result.key === key)) this.releaseKey(topic, key);
      if (failed.length === 0) this.topics.delete(topic);
      else this.delay(topic, failed, failed.length === results.length, now);
    }
  }

  /**
   * Forgets the failures of messages that a person removed from the outbox.
   *
   * @param messages all readable messages at `now`. When a topic or key is not among them and its wait has ended, its
   * messages are gone.
   */
  forgetAbsent(messages: readonly OutgoingMessage[], now: number): void {
    for (const [topic, { until }] of this.topics) {
      if (until <= now && !messages.some((message) => message.topic === topic)) this.topics.delete(topic);
    }
    for (const [topic, keys] of this.keys) {
      if ((this.topics.get(topic)?.until ?? 0) > now) continue;
      for (const [key, { until }] of keys) {
        const present = messages.some((message) => message.topic === topic && message.key === key);
        if (until <= now && !present) this.releaseKey(topic, key);
      }
    }
  }

  private delay(topic: string, failed: readonly Result[], everything: boolean, now: number): void {
    const attempts = (this.topics.get(topic)?.attempts ?? 0) + 1;
    const reasons = [...new Set(failed.map(({ failure = '' }) => failure))];
    const topicIsPoison = reasons.some((reason) => POISON_REASONS.has(reason) && !MESSAGE_REASONS.has(reason));
    const messageIsPoison = reasons.some((reason) => MESSAGE_REASONS.has(reason));
    if (topicIsPoison || (everything && !messageIsPoison && attempts <= TOPIC_ATTEMPTS)) {
      this.topics.set(topic, this.nextDelay(attempts, topicIsPoison, now));
      return;
    }
    if (!everything) this.topics.delete(topic);
    const keys = this.keys.get(topic) ?? new Map<string, Delay>();
    this.keys.set(topic, keys);
    for (const { key, failure = '' } of failed) {
      const known = keys.get(key);
      // Several messages of one key count as one failure, because they failed together.
      if (known !== undefined && known.until > now) continue;
      keys.set(key, this.nextDelay((known?.attempts ?? 0) + 1, POISON_REASONS.has(failure), now));
    }
    if (keys.size > MOST_KEYS) {
      this.keys.delete(topic);
      this.topics.set(topic, this.nextDelay(attempts, false, now));
    }
  }

  private releaseKey(topic: string, key: string): void {
    const keys = this.keys.get(topic);
    keys?.delete(key);
    if (keys?.size === 0) this.keys.delete(topic);
  }

  /** Adds up to a quarter at random, so that keys which failed together are not always retried together. */
  private nextDelay(attempts: number, poison: boolean, now: number): Delay {
    const longest = poison ? this.settings.poisonMs : this.settings.longestMs;
    const wait = Math.min(longest, this.settings.firstMs * 2 ** Math.min(attempts - 1, 20));
    return { attempts, until: now + wait * (1 + this.random() / 4) };
  }
}

interface Result {
  readonly key: string;
  readonly failure: string | undefined;
}

function byTopic(messages: readonly OutgoingMessage[], outcomes: readonly PublishOutcome[]): Map<string, Result[]> {
  const topics = new Map<string, Result[]>();
  messages.forEach(({ topic, key }, index) => {
    const outcome = outcomes[index];
    const failure = outcome?.status === 'acknowledged' ? undefined : (outcome?.reason ?? 'no-outcome');
    const results = topics.get(topic) ?? [];
    topics.set(topic, results);
    results.push({ key, failure });
  });
  return topics;
}
