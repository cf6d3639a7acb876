import type { ClientBase } from 'pg';
import type { EntityManager, QueryRunner } from 'typeorm';
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

/** One open transaction on one connection. Valid until the work it was handed to has ended; one statement at a time. */
export class Transaction implements StatementRunner {
  constructor(
    private readonly runner: QueryRunner,
    private readonly client: ClientBase,
  ) {}

  /** TypeORM's entity manager within this transaction. */
  get manager(): EntityManager {
    return this.runner.manager;
  }

  async run<Row = unknown>(statement: Statement, values?: readonly StatementValue[]): Promise<StatementResult<Row>> {
    if (this.runner.isReleased) throw new Error(`statement ${statement.name} came after its transaction had ended`);
    return runOn<Row>(this.client, statement, values);
  }
}
