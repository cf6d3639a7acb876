import { newId } from '#libs/kernel';

import type { PublisherUnderTest } from './publisher-under-test.js';

/** Locks a table as a migration would. Resolves to the function that releases it. */
export async function lockTable(exchange: PublisherUnderTest, table: string): Promise<() => Promise<void>> {
  const lock = { name: `test-lock-${newId()}`, text: `LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE` };
  let done: Promise<void> = Promise.resolve();
  const release = await new Promise<() => void>((held, failed) => {
    done = exchange.admin.transaction(async (transaction) => {
      await transaction.run(lock);
      await new Promise<void>((released) => held(released));
    });
    done.catch(failed);
  });
  return () => {
    release();
    return done;
  };
}

/** Sessions of the publisher that wait for a lock. */
export async function waitingForLocks(exchange: PublisherUnderTest): Promise<number> {
  const [row] = await exchange.sql<{ count: number }>(
    `SELECT count(*)::int AS count FROM pg_stat_activity WHERE usename = '${exchange.schema.schema}_app' AND wait_event_type = 'Lock'`,
  );
  return row?.count ?? 0;
}
