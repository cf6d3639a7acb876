import { systemClock } from '#libs/kernel';
import { batchJson, Database, quoteIdentifier, statement, type Statement, type StatementRunner } from '#libs/persistence';

import { accessTables, type AccessOwner } from './tables.js';

const READ_WRITE = statement('unknown-callers-read-write', 'SET TRANSACTION READ WRITE');
const EVERY_MS = 60_000;
/** Networks that are counted one by one in a minute. The others are counted together, so that a flood cannot fill a disk. */
const MOST_SOURCES = 200;
export const OTHER_SOURCES = 'others';
const KEPT = '90 days';

interface Count {
  readonly minute: string;
  readonly source: string;
  readonly problem: string;
  requests: number;
}

/**
 * Counts requests whose caller was not identified, in memory, and adds the counts to a table once a minute. A process that dies loses the last minute.
 * No record is written for each of them, because every client that reaches the port can send any number.
 */
export class UnknownCallers {
  private counts = new Map<string, Count>();
  private sources = new Map<string, Set<string>>();
  private readonly timer: NodeJS.Timeout;
  private readonly addition: Statement;
  private readonly deletion: Statement;

  /** @param onFailure gets the error of a flush that failed; the next one carries its counts. */
  constructor(private readonly database: Database, owner: AccessOwner, private readonly onFailure: (error: unknown) => void) {
    const table = accessTables(owner).unknown;
    const name = quoteIdentifier(table);
    this.addition = statement(`${table}-add`, `
      INSERT INTO ${name} AS known (minute, source, problem, requests)
      SELECT minute, source, problem, requests FROM json_to_recordset($1::json) AS r(minute timestamptz, source text, problem text, requests bigint)
      ORDER BY minute, source, problem
      ON CONFLICT (minute, source, problem) DO UPDATE SET requests = known.requests + excluded.requests`);
    this.deletion = statement(`${table}-delete`, `DELETE FROM ${name} WHERE minute < exchange_now() - interval '${KEPT}'`);
    this.timer = setInterval(() => void this.flush(), EVERY_MS);
    this.timer.unref();
  }

  /** @param address of the connection. Only its network is kept. */
  count(address: string | undefined, problem: string): void {
    const minute = `${systemClock.now().toISOString().slice(0, 16)}:00.000Z`;
    const sources = this.sources.get(minute) ?? new Set<string>();
    this.sources.set(minute, sources);
    const network = networkOf(address);
    const source = sources.has(network) || sources.size < MOST_SOURCES ? network : OTHER_SOURCES;
    sources.add(source);
    const key = `${minute} ${source} ${problem}`;
    const known = this.counts.get(key) ?? { minute, source, problem, requests: 0 };
    known.requests += 1;
    this.counts.set(key, known);
  }

  /** Adds the counts to the table. While the database is away, they stay in memory. */
  async flush(): Promise<void> {
    const counts = this.counts;
    this.counts = new Map();
    this.sources = new Map();
    try {
      await this.writing(async (runner) => {
        if (counts.size > 0) await runner.run(this.addition, [batchJson([...counts.values()])]);
        await runner.run(this.deletion);
      });
    } catch (error) {
      this.restore(counts);
      this.onFailure(error);
    }
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.flush();
  }

  /** While the database is away for long, the counts of its minutes become one row for each problem. */
  private restore(counts: ReadonlyMap<string, Count>): void {
    const isMany = counts.size > MOST_SOURCES * 10;
    for (const count of counts.values()) {
      const source = isMany ? OTHER_SOURCES : count.source;
      const key = `${count.minute} ${source} ${count.problem}`;
      const known = this.counts.get(key) ?? { ...count, source, requests: 0 };
      known.requests += count.requests;
      this.counts.set(key, known);
    }
  }

  private async writing(work: (runner: StatementRunner) => Promise<void>): Promise<void> {
    if (!this.database.isReadOnly) return work(this.database);
    return this.database.transaction(async (transaction) => {
      await transaction.run(READ_WRITE);
      await work(transaction);
    });
  }
}

/**
 * The network of an address: a /24 of IPv4, a /48 of IPv6. It is enough to find and to block an attack, and names no household, so it may be kept
 * without a purpose beyond that.
 */
export function networkOf(address = ''): string {
  const mapped = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1] ?? address;
  const four = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(mapped)?.[1];
  if (four !== undefined) return `${four}.0/24`;
  if (!mapped.includes(':')) return 'unknown';
  const [head = '', tail] = mapped.split('%', 1)[0]?.toLowerCase().split('::') ?? [];
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups = [...first, ...Array.from({ length: Math.max(0, 8 - first.length - last.length) }, () => '0'), ...last];
  return `${groups.slice(0, 3).map((group) => group.replace(/^0+(?=.)/, '')).join(':')}::/48`;
}
