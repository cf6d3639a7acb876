import type { ClientBase } from 'pg';
import { describeFailure } from './errors.js';
import type { Statement, StatementResult, StatementRunner, StatementValue } from './statement.js';

/**
 * Runs a statement on the raw pg client of a TypeORM query runner. TypeORM's own `query()` cannot name a statement, and
 * an unnamed one is parsed and planned anew each time.
 */
export async function runOn<Row>(
  client: ClientBase,
  { name, text }: Statement,
  values: readonly StatementValue[] = [],
): Promise<StatementResult<Row>> {
  try {
    const { rows, rowCount } = await client.query<Row & object>({ name, text, values: [...values] });
    return { rows, count: rowCount ?? 0 };
  } catch (error) {
    throw describeFailure(error, name);
  }
}

/** The members of a pg client that gather several messages into one packet. */
type Packed = ClientBase & { readonly connection: { readonly stream: { cork(): void; uncork(): void } } };

/**
 * One open transaction on one connection. It is valid until the work that received it has ended. PostgreSQL runs its
 * statements in the order of the calls.
 */
export class Transaction implements StatementRunner {
  private readonly sent: Promise<unknown>[] = [];
  private readonly reports: (() => void)[] = [];
  private ended = false;
  private corked = false;

  constructor(private readonly client: ClientBase) {}

  async run<Row = unknown>(statement: Statement, values?: readonly StatementValue[]): Promise<StatementResult<Row>> {
    if (this.ended) throw new Error(`statement ${statement.name} came after its transaction had ended`);
    return runOn<Row>(this.client, statement, values);
  }

  /**
   * Sends a statement whose answer the caller does not need. It travels together with the following statements, up to
   * the COMMIT, and the transaction waits for all of them at once, because a round trip costs more than most statements.
   * When one fails, the transaction fails with that statement's error.
   */
  send(statement: Statement, values?: readonly StatementValue[]): void {
    this.pack();
    const outcome = this.run(statement, values);
    // `commit` reads the outcome. A failure before that must not count as unhandled.
    outcome.catch(() => undefined);
    this.sent.push(outcome);
  }

  /** Calls `report` after the COMMIT, for counts and log lines, which must not name anything that was rolled back. It must not throw. */
  afterCommit(report: () => void): void {
    this.reports.push(report);
  }

  /** Commits the transaction. @throws the error of the first sent statement that failed. */
  async commit(): Promise<void> {
    this.ended = true;
    const committing = this.client.query('COMMIT');
    const answers = await Promise.allSettled([...this.sent, committing]);
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    // When a statement failed, PostgreSQL answers the COMMIT with a ROLLBACK and no error.
    if ((await committing).command !== 'COMMIT') throw new Error('the transaction was rolled back: the error of a statement in it was ignored');
    for (const report of this.reports) report();
  }

  /**
   * @returns the cause of the transaction's failure. After a sent statement has failed, `failure` is only a consequence
   * of it.
   */
  async causeOf(failure: unknown): Promise<unknown> {
    this.ended = true;
    const answers = await Promise.allSettled(this.sent);
    const failed = answers.find((answer) => answer.status === 'rejected');
    return failed === undefined ? failure : failed.reason;
  }

  /** Gathers all messages that are written before the running code next waits into one packet. */
  private pack(): void {
    if (this.corked) return;
    this.corked = true;
    const { stream } = (this.client as Packed).connection;
    stream.cork();
    process.nextTick(() => {
      this.corked = false;
      stream.uncork();
    });
  }
}
