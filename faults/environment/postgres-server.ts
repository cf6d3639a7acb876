import pg from 'pg';

import { startPostgres, type LocalPostgres } from '#libs/local-services';

import type { History } from './history.js';

/** A PostgreSQL with real durability (fsync on) that is killed and comes back on the same port and data. */
export class PostgresServer {
  private server: LocalPostgres | undefined;

  constructor(
    private readonly dataDir: string,
    readonly port: number,
    private readonly history: History,
  ) {}

  /** The superuser's URL, past any proxy. */
  get url(): string {
    return `postgres://postgres:faults-only@127.0.0.1:${this.port}/exchange`;
  }

  get logFile(): string {
    return this.server?.logFile ?? '';
  }

  async start(): Promise<void> {
    const started = await startPostgres({
      dataDir: this.dataDir, port: this.port, superuserPassword: 'faults-only', database: 'exchange', maxConnections: 150,
    });
    if (!started.ok) throw new Error(`${started.error.message} ${started.error.remedy}`);
    this.server = started.value;
  }

  /** Ends all of it without warning; the data is as a power cut of the process would leave it. */
  async crash(): Promise<void> {
    this.history.note('PostgreSQL', 'was killed');
    this.server?.kill('SIGKILL');
    await this.server?.exited;
    await this.stop();
  }

  /** From now on it keeps when each transaction committed: the clock of what is timed. Restarts it. */
  async rememberCommitTimes(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url });
    await client.connect();
    await client.query('ALTER SYSTEM SET track_commit_timestamp = on');
    await client.end();
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }
}
