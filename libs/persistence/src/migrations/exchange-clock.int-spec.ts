import { afterAll, describe, expect, it } from '@jest/globals';
import { dropSchema, testPostgresUrl } from '#libs/testing';

import { Database } from '../database/database.js';
import { statement } from '../database/statement.js';
import { OUTBOX, temporaryDefinition } from '../test-support/temporary-schema.js';
import { migrateSchema } from './migrate.js';

const AHEAD = statement('t-ahead', 'SELECT round(extract(epoch FROM exchange_now() - now()) / 3600)::int AS hours');
const SET = statement('t-set', "SELECT set_config('exchange.clock_offset', '7 hours', false)");
const DAY_MS = 86_400_000;

describe("the exchange's clock", () => {
  const definition = temporaryDefinition(testPostgresUrl(), [OUTBOX], [{ table: 'note', rights: ['SELECT'] }]);
  const hours = async (clockOffsetMs?: number, setInSession = false): Promise<number | undefined> => {
    const { appUrl: url, schema } = definition;
    const database = await Database.open({ url, schema, poolSize: 1, applicationName: schema, ...(clockOffsetMs !== undefined && { clockOffsetMs }) });
    if (setInSession) await database.run(SET);
    const { rows } = await database.run<{ hours: number }>(AHEAD);
    await database.close();
    return rows[0]?.hours;
  };
  afterAll(() => dropSchema(definition));

  it('cannot be moved in a schema for production by a connection or a session', async () => {
    await migrateSchema(definition);
    expect([await hours(), await hours(DAY_MS), await hours(undefined, true)]).toEqual([0, 0, 0]);
  });

  it('is as far ahead or behind as the setting of each connection in a schema for tests', async () => {
    await migrateSchema({ ...definition, movableClock: true });
    expect([await hours(), await hours(DAY_MS), await hours(-3 * DAY_MS), await hours(undefined, true)]).toEqual([0, 24, -72, 7]);
  });

  it('loses that ability when the schema is taken into production', async () => {
    await migrateSchema(definition);
    expect(await hours(DAY_MS)).toBe(0);
  });
});
