import type { ClientBase } from 'pg';
import { CLOCK_OFFSET_SETTING } from '../database/connection.js';
import type { Grant } from './grants.js';

/**
 * The exchange's clock, in every schema: `exchange_now()` is the database's time, to the millisecond. Every decision
 * about due times reads it and no other clock, so that no process's own clock has an influence.
 *
 * For production the function reads the time and no setting, so that no setting of a session, a role or a database can
 * move it. Only a schema that was migrated in a test configuration adds the offset of the connection. Each run of the
 * migrate program replaces the function, so a test database that is taken into production loses the offset.
 */
export async function installExchangeClock(client: ClientBase, movable: boolean): Promise<void> {
  const moved = `+ coalesce(nullif(current_setting('${CLOCK_OFFSET_SETTING}', true), '')::interval, interval '0')`;
  await client.query(`
    CREATE OR REPLACE FUNCTION exchange_now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
    AS $$ SELECT date_trunc('milliseconds', clock_timestamp() ${movable ? moved : ''}) $$`);
}

/** Every role with access to the schema may call the clock. */
export const EXCHANGE_CLOCK_GRANT: Grant = { function: 'exchange_now()', rights: ['EXECUTE'] };
