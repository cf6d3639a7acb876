import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testPostgresUrl } from '#libs/testing';
import { TemporaryDatabase } from '../test-support/temporary-schema.js';
import type { Database } from './database.js';
import { preparedQuery, whereEqual, type SelectQuery } from './select-query.js';
import { statement } from './statement.js';

let temporary: TemporaryDatabase;
let database: Database;

beforeAll(async () => {
  temporary = await TemporaryDatabase.create(testPostgresUrl());
  database = await temporary.open({ poolSize: 1 });
  const insert = statement('notes', `INSERT INTO note (id, body, born) SELECT n, CASE n % 2 WHEN 0 THEN 'even' ELSE 'odd' END, '2012-02-29' FROM generate_series(1, 9) n`);
  await database.run(insert);
});
afterAll(async () => temporary.remove());

function notes(columns: { body?: string; born?: string }): SelectQuery {
  return whereEqual(database.select().select('n.id').from('note', 'n'), 'n', columns).orderBy('n.id', 'DESC');
}

async function idsOf(query: SelectQuery, limit?: number): Promise<readonly number[]> {
  const { statement: named, values } = preparedQuery('notes-of', query, limit);
  return (await database.run<{ id: number }>(named, values)).rows.map(({ id }) => id);
}

describe('a query whose conditions depend on the request', () => {
  it('has a condition for each value that was given', async () => {
    expect(await idsOf(notes({}))).toHaveLength(9);
    expect(await idsOf(notes({ body: 'even' }))).toEqual([8, 6, 4, 2]);
    expect(await idsOf(notes({ body: 'odd', born: '2012-02-29' }).andWhere('(n.id, n.body) < (:id::int, :body)', { id: 7 }), 2)).toEqual([5, 3]);
  });

  it('takes values as parameters, with any content', async () => {
    const hostile = `odd' OR ':body' = ':body`;
    expect(await idsOf(notes({ body: hostile }))).toEqual([]);
    expect(preparedQuery('notes-of', notes({ body: hostile })).statement.text).not.toContain('odd');
  });

  it('is prepared once for all values and all limits', async () => {
    for (const limit of [1, 2, 3, 50]) await idsOf(notes({ body: limit % 2 === 0 ? 'even' : 'odd' }), limit);
    const { name } = preparedQuery('notes-of', notes({ body: 'odd' }), 7).statement;
    const runs = statement('runs', 'SELECT (generic_plans + custom_plans)::int AS runs FROM pg_prepared_statements WHERE name = $1');
    expect((await database.run(runs, [name])).rows).toEqual([{ runs: 4 }]);
  });
});
