import pg, { type Client } from 'pg';
import { Logger } from '#libs/observability';
import { connectionConfig, type ConnectionSettings } from './connection.js';
import { DatabaseUnavailable, describeFailure, logFailure } from './errors.js';
import type { Statement, StatementResult, StatementRunner, StatementValue } from './statement.js';
import { runOn } from './transaction.js';

/**
 * How soon the server notices a silently lost machine and frees its advisory locks: about 10 s, instead of the system's
 * default of two hours. The server notices the death of a process at once.
 */
const SERVER_SIDE_KEEPALIVE = {
  tcp_keepalives_idle: '4',
  tcp_keepalives_interval: '2',
  tcp_keepalives_count: '3',
  tcp_user_timeout: '10000',
};

/**
 * A connection outside the pool that lives until its holder closes it. It is for advisory locks, which belong to a
 * session. When the connection is lost, its locks are lost; it never reconnects by itself.
 */
export class DedicatedSession implements StatementRunner {
  private lost = false;

  private constructor(
    private readonly client: Client,
    private readonly logger: Logger,
  ) {
    client.once('error', () => this.markLost());
    client.once('end', () => this.markLost());
  }

  /** @throws DatabaseUnavailable | StatementError */
  static async open(settings: ConnectionSettings): Promise<DedicatedSession> {
    const client = new pg.Client(connectionConfig(settings, SERVER_SIDE_KEEPALIVE));
    const session = new DedicatedSession(client, settings.logger ?? Logger.silent);
    try {
      await client.connect();
      return session;
    } catch (error) {
      session.discard();
      const described = describeFailure(error, 'open-session');
      logFailure(session.logger, described);
      throw described;
    }
  }

  get isLost(): boolean {
    return this.lost;
  }

  async run<Row = unknown>(statement: Statement, values?: readonly StatementValue[]): Promise<StatementResult<Row>> {
    try {
      if (this.lost) throw new DatabaseUnavailable('CONNECTION_LOST', statement.name);
      return await runOn<Row>(this.client, statement, values);
    } catch (error) {
      logFailure(this.logger, error);
      throw error;
    }
  }

  /** Ends the session and with it all its locks. Never throws. */
  async close(): Promise<void> {
    if (this.lost) return;
    await this.client.end().catch(() => undefined);
    this.lost = true;
  }

  /** Drops a connection that no longer answers, without awaiting it. */
  discard(): void {
    this.lost = true;
    void this.client.end().catch(() => undefined);
  }

  private markLost(): void {
    this.lost = true;
    // A late error (a reset after the end) needs a listener, because an unhandled one ends the process.
    this.client.on('error', () => undefined);
  }
}
