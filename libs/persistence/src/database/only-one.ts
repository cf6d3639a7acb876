import type { Database } from './database.js';
import { statement } from './statement.js';

const TRY = statement(
  'only-one-try',
  `SELECT pg_try_advisory_lock(hashtextextended('exchange/only-one/' || current_schema() || '/' || $1, 0)) AS alone`,
);

/**
 * Does the work unless any process already does it in this schema. A session holds the lock, so the lock ends with a
 * process that dies.
 *
 * @returns undefined when another process holds the lock; the work was not done then.
 */
export async function onlyOne<Result>(database: Database, what: string, work: () => Promise<Result>): Promise<{ readonly result: Result } | undefined> {
  const session = await database.openSession(what);
  try {
    const { rows } = await session.run<{ alone: boolean }>(TRY, [what]);
    return rows[0]?.alone === true ? { result: await work() } : undefined;
  } finally {
    await session.close();
  }
}
