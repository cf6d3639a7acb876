import { freePort, freePorts, startKafka, startPostgres, type LocalKafka, type LocalPostgres } from '#libs/local-services';
import { testKafkaInstallation } from '#libs/testing';

import { query } from './database.js';
import { must } from './program.js';

/** Password of every role. The servers listen on 127.0.0.1 and end with the run. */
const PASSWORD = 'harness-only';

/** A PostgreSQL with the sandbox's settings (fsync on), which can be killed and started again on the same port and data. */
export class PostgresServer {
  private server: LocalPostgres | undefined;
  readonly url: string;

  private constructor(private readonly dataDir: string, readonly port: number) {
    this.url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/exchange`;
  }

  /** @param commitTimes PostgreSQL keeps the time of each commit (`track_commit_timestamp`), so no process polls a table to time its rows. */
  static async start(dataDir: string, commitTimes: boolean): Promise<PostgresServer> {
    const server = new PostgresServer(dataDir, await freePort());
    await server.start();
    if (!commitTimes) return server;
    await query(server.url, 'ALTER SYSTEM SET track_commit_timestamp = on');
    await server.stop();
    await server.start();
    return server;
  }

  get pid(): number {
    return this.server?.pid ?? 0;
  }

  async start(): Promise<void> {
    const { dataDir, port } = this;
    this.server = must(await startPostgres({ dataDir, port, superuserPassword: PASSWORD, database: 'exchange', maxConnections: 200 }));
  }

  /** Kills all its processes. The data is as the end of the processes left it. */
  async crash(): Promise<void> {
    this.server?.kill('SIGKILL');
    await this.server?.exited;
    await this.stop();
  }

  async stop(): Promise<void> {
    await this.server?.stop();
  }
}

/** Starts a Kafka of one or three brokers with the sandbox's settings. */
export async function startBrokers(dataDir: string, brokers: 1 | 3): Promise<LocalKafka> {
  const installation = await testKafkaInstallation();
  const ports = await freePorts(2 * brokers);
  const nodes = Array.from({ length: brokers }, (_, index) => ({ port: ports[2 * index] ?? 0, controllerPort: ports[2 * index + 1] ?? 0 }));
  return must(await startKafka({ dataDir, nodes, installation }));
}
