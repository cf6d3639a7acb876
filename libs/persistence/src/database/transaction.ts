import type { ClientBase } from 'pg';
import { describeFailure } from './errors.js';
import type { Statement, StatementResult, StatementRunner, StatementValue } from './statement.js';

/**
 * The raw pg client behind a TypeORM query runner: TypeORM's own `query()` cannot name a statement, and an unnamed one
 * is parsed and planned anew each time.
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

/** As much of a pg client as gathers several messages into one packet. */
type Packed = ClientBase & { readonly connection: { readonly stream: { cork(): void; uncork(): void } } };

/**
 * One open transaction on one connection. Valid until the work it was handed to has ended. PostgreSQL runs its statements
 * in the order in which they were begun.
 */
export class Transaction implements StatementRunner {
  private readonly sent: Promise<unknown>[] = [];
  private ended = false;
  private corked = false;

  constructor(private readonly client: ClientBase) {}

  async run<Row = unknown>(statement: Statement, values?: readonly StatementValue[]): Promise<StatementResult<Row>> {
    if (this.ended) throw new Error(`statement ${statement.name} came after its transaction had ended`);
    return runOn<Row>(this.client, statement, values);
  }

  /**
   * For a statement whose answer nobody needs: it travels together with those that follow, up to the COMMIT, and the
   * transaction waits for all of them at once. A round trip costs more than most statements. When one fails, so does the
   * transaction, with that one's error.
   */
  send(statement: Statement, values?: readonly StatementValue[]): void {
    this.pack();
    const outcome = this.run(statement, values);
    // Looked at in `commit`; a failure in between must not count as unhandled.
    outcome.catch(() => undefined);
    this.sent.push(outcome);
  }

  /** Ends the transaction. @throws the error of the first statement that was sent and failed */
  async commit(): Promise<void> {
    this.ended = true;
    const committing = this.client.query('COMMIT');
    const answers = await Promise.allSettled([...this.sent, committing]);
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    // PostgreSQL answers the COMMIT of a transaction in which a statement failed with a ROLLBACK, and no error.
    if ((await committing).command !== 'COMMIT') throw new Error('the transaction was rolled back: the error of a statement in it was ignored');
  }

  /** @returns what made the transaction fail: where a statement was sent and failed, `failure` is only what followed from it. */
  async causeOf(failure: unknown): Promise<unknown> {
    this.ended = true;
    const answers = await Promise.allSettled(this.sent);
    const failed = answers.find((answer) => answer.status === 'rejected');
    return failed === undefined ? failure : failed.reason;
  }

  /** What is written until the code now running waits for something goes out in one packet. */
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
