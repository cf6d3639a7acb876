import type { OutgoingMessage, PublishOutcome } from '#libs/contracts';

/** How long a failed topic or key is left alone, in milliseconds; doubled at each failure in a row. */
export interface BackoffSettings {
  readonly firstMs: number;
  /** The longest for what mends by itself: the broker is away, a leader moves. */
  readonly longestMs: number;
  /** The longest for what only people can mend: a message too large, a topic that is not there. */
  readonly poisonMs: number;
}

/** Reasons of {@link PublishOutcome} that repeating does not mend. */
export const POISON_REASONS: ReadonlySet<string> = new Set(['too-large', 'unknown-topic']);
/** Of those, the ones that concern a single message rather than its whole topic. */
const MESSAGE_REASONS: ReadonlySet<string> = new Set(['too-large']);
/** Beyond this many held keys of a topic the whole topic is held: the list travels with every read of the outbox. */
const MOST_KEYS = 200;
/** After so many failures of everything in a topic, its keys are tried apart, in case one of them is what fails. */
const TOPIC_ATTEMPTS = 3;

/** `keyTopics` and `keys` belong together, place by place, as PostgreSQL's `unnest` takes them. */
export interface Held {
  readonly topics: readonly string[];
  readonly keyTopics: readonly string[];
  readonly keys: readonly string[];
}

interface Hold {
  readonly attempts: number;
  readonly until: number;
}

/**
 * Which topics and keys the relay leaves alone for now, and until when. A key is held as a whole: its later messages
 * wait behind the failed one, and when its time comes it is read again from the failed one on. That keeps the order
 * while the other keys pass. In memory only: a new owner of the outbox starts with everything free, in order.
 */
export class Holds {
  private readonly topics = new Map<string, Hold>();
  private readonly keys = new Map<string, Map<string, Hold>>();

  constructor(
    private readonly backoff: BackoffSettings,
    private readonly random: () => number = Math.random,
  ) {}

  /** What must not be read at `now` (milliseconds on a monotonic clock). */
  at(now: number): Held {
    const topics = [...this.topics].filter(([, { until }]) => until > now).map(([topic]) => topic);
    const pairs = [...this.keys].flatMap(([topic, keys]) =>
      [...keys].filter(([, { until }]) => until > now).map(([key]) => [topic, key] as const),
    );
    return { topics, keyTopics: pairs.map(([topic]) => topic), keys: pairs.map(([, key]) => key) };
  }

  /** True when something has failed and not gone through since. */
  get any(): boolean {
    return this.topics.size > 0 || this.keys.size > 0;
  }

  /** `messages` is all there was to read: what waited behind an ended hold and is not among it was taken away by hand. */
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

  /** When the first hold that is still on ends, or undefined. */
  nextEnd(now: number): number | undefined {
    const holds = [...this.topics.values(), ...[...this.keys.values()].flatMap((keys) => [...keys.values()])];
    const ends = holds.map(({ until }) => until).filter((until) => until > now);
    return ends.length > 0 ? Math.min(...ends) : undefined;
  }

  /** Learns from one published batch. */
  settle(messages: readonly OutgoingMessage[], outcomes: readonly PublishOutcome[], now: number): void {
    for (const [topic, results] of byTopic(messages, outcomes)) {
      const failed = results.filter(({ failure }) => failure !== undefined);
      for (const { key } of results) if (!failed.some((result) => result.key === key)) this.releaseKey(topic, key);
      if (failed.length === 0) this.topics.delete(topic);
      else this.hold(topic, failed, failed.length === results.length, now);
    }
  }

  private hold(topic: string, failed: readonly Result[], everything: boolean, now: number): void {
    const attempts = (this.topics.get(topic)?.attempts ?? 0) + 1;
    const reasons = [...new Set(failed.map(({ failure = '' }) => failure))];
    const topicIsPoison = reasons.some((reason) => POISON_REASONS.has(reason) && !MESSAGE_REASONS.has(reason));
    const messageIsPoison = reasons.some((reason) => MESSAGE_REASONS.has(reason));
    if (topicIsPoison || (everything && !messageIsPoison && attempts <= TOPIC_ATTEMPTS)) {
      this.topics.set(topic, this.next(attempts, topicIsPoison, now));
      return;
    }
    if (!everything) this.topics.delete(topic);
    const keys = this.keys.get(topic) ?? new Map<string, Hold>();
    this.keys.set(topic, keys);
    for (const { key, failure = '' } of failed) {
      const known = keys.get(key);
      // Several messages of one key count as one failure: they failed together.
      if (known !== undefined && known.until > now) continue;
      keys.set(key, this.next((known?.attempts ?? 0) + 1, POISON_REASONS.has(failure), now));
    }
    if (keys.size > MOST_KEYS) {
      this.keys.delete(topic);
      this.topics.set(topic, this.next(attempts, false, now));
    }
  }

  private releaseKey(topic: string, key: string): void {
    const keys = this.keys.get(topic);
    keys?.delete(key);
    if (keys?.size === 0) this.keys.delete(topic);
  }

  /** Up to a quarter longer at random, so that keys which failed together are not for ever tried together. */
  private next(attempts: number, poison: boolean, now: number): Hold {
    const longest = poison ? this.backoff.poisonMs : this.backoff.longestMs;
    const wait = Math.min(longest, this.backoff.firstMs * 2 ** Math.min(attempts - 1, 20));
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
