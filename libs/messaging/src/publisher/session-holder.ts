import { backOff, bounded, pause, TIMED_OUT } from '../bounded.js';
import { errorName, isFatal } from '../kafka/errors.js';
import type { KafkaConnection } from '../kafka/kafka-client.js';
import type { MessagingLogger } from '../messaging-logger.js';
import { ProducerSession } from './producer-session.js';

/** A broker that is starting answers "the coordinator is loading" for a moment: worth waiting for, not worth a word. */
const OPENING_LIMIT_MS = 5000;

/** Keeps the one current {@link ProducerSession}, and opens the next when that one was retired. */
export class SessionHolder {
  private session: ProducerSession | undefined;
  private opening: Promise<ProducerSession | undefined> | undefined;
  private closed = false;
  private warned = false;
  private asked = false;

  constructor(
    private readonly connection: KafkaConnection,
    private readonly sendRetries: number,
    private readonly logger: MessagingLogger,
  ) {}

  get connected(): boolean {
    return this.session?.usable === true;
  }

  /** True once a session has been asked for. */
  get opened(): boolean {
    return this.asked;
  }

  /** The current session; undefined when no broker answers within `limitMs`. Callers at the same time share one attempt. */
  async current(limitMs: number): Promise<ProducerSession | undefined> {
    if (this.closed) return undefined;
    this.asked = true;
    if (this.session?.usable === true) return this.session;
    this.opening ??= this.open().finally(() => {
      this.opening = undefined;
    });
    const session = await bounded(this.opening, limitMs);
    return session === TIMED_OUT ? undefined : session;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.opening;
    await this.session?.disconnect();
    this.session = undefined;
  }

  private async open(): Promise<ProducerSession | undefined> {
    const giveUpAt = Date.now() + OPENING_LIMIT_MS;
    for (let attempt = 1; !this.closed; attempt += 1) {
      try {
        this.session = await ProducerSession.open(this.connection, this.sendRetries, this.logger);
        if (this.warned) this.logger.info({}, 'the publisher reaches Kafka again');
        this.warned = false;
        return this.session;
      } catch (error) {
        if (isFatal(error) || Date.now() >= giveUpAt) return this.unreachable(error);
        await pause(backOff(attempt, 200, 1000));
      }
    }
    return undefined;
  }

  private unreachable(error: unknown): undefined {
    // Once per outage: the relay that calls us tries several times a minute.
    if (!this.warned) this.logger.warn({ errorName: errorName(error) }, 'the publisher cannot reach Kafka; messages wait in the outbox');
    this.warned = true;
    return undefined;
  }
}
