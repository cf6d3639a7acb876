import { expect } from '@jest/globals';
import { Topics, type IncomingMessage } from '#libs/contracts';
import { newId, sha256Hex } from '#libs/kernel';
import { readToEnd } from '#libs/messaging';
import { Database, statement } from '#libs/persistence';
import { CODE_SETS } from '#libs/safeguarding';

import type { SandboxDescription } from './exchange-desk.js';

/** The codes of every list of ethnicities. The reasons for "not stated" describe the encounter, and are no code of an ethnicity. */
const CODES: ReadonlySet<string> = new Set(
  CODE_SETS.filter(({ id }) => id.includes('ethnic') && !id.includes('reason')).flatMap(({ codes }) => codes.map(({ code }) => code)),
);

/** Where a value has the code of an ethnicity: the path of the field. */
function ethnicityCodesIn(value: unknown, path = ''): readonly string[] {
  if (typeof value === 'string') return CODES.has(value) ? [`${path} = ${value}`] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => ethnicityCodesIn(each, `${path}/${name}`));
}

/** Every message of the topics of one kind, with the codes of ethnicities that it has. */
async function codesInTopics(
  { kafka: { topicPrefix, ...cluster }, agencies }: SandboxDescription, kind: 'facts' | 'content',
): Promise<{ readonly messages: number; readonly codes: readonly string[] }> {
  const topics = new Topics(topicPrefix);
  const ids = Object.keys(agencies);
  const read = kind === 'facts'
    ? [topics.lifecycle(), ...ids.flatMap((agency) => [topics.acknowledgement(agency), topics.notice(agency)])]
    : ids.flatMap((agency) => [topics.referral(agency), topics.ethnicity(agency)]);
  const all: IncomingMessage[] = [];
  await readToEnd({ ...cluster, clientId: 'journey', groupId: `${topicPrefix}journey-${newId()}`, topics: read }, (batch) => {
    all.push(...batch.messages);
    return Promise.resolve();
  });
  return { messages: all.length, codes: all.flatMap(({ topic, value }) => ethnicityCodesIn(JSON.parse(String(value)), topic)) };
}

/** Every row of the schemas, with the codes of ethnicities that it has. */
async function codesInTables(
  { database: { adminUrl } }: SandboxDescription, schemas: readonly string[],
): Promise<{ readonly rows: number; readonly codes: readonly string[] }> {
  const database = await Database.open({ url: adminUrl, schema: 'public', poolSize: 1, applicationName: 'journey' });
  const ask = async <Row>(sql: string): Promise<readonly Row[]> => (await database.run<Row>(statement(`journey-${sha256Hex(sql).slice(0, 16)}`, sql))).rows;
  try {
    const tables = await ask<{ table: string }>(`SELECT relnamespace::regnamespace || '.' || relname AS table FROM pg_class
      WHERE relnamespace::regnamespace::text = ANY ('{${schemas.join(',')}}') AND relkind IN ('r', 'p') AND NOT relispartition ORDER BY 1`);
    const found: { readonly table: string; readonly row: unknown }[] = [];
    for (const { table } of tables) found.push(...(await ask<{ row: unknown }>(`SELECT row_to_json(t) AS row FROM ${table} t`)).map(({ row }) => ({ table, row })));
    return { rows: found.length, codes: found.flatMap(({ table, row }) => ethnicityCodesIn(row, table)) };
  } finally {
    await database.close();
  }
}

/**
 * Checks that no fact, no statement, no notice and no row of recorder and watch has the code of an ethnicity. The same look finds the
 * codes in the topics of content and at the publisher, so that it is not blind.
 */
export async function expectNoEthnicityCode(sandbox: SandboxDescription): Promise<void> {
  const facts = await codesInTopics(sandbox, 'facts');
  expect(facts.messages).toBeGreaterThan(20);
  expect(facts.codes).toEqual([]);
  const audit = await codesInTables(sandbox, ['audit_recorder', 'deadline_watch']);
  expect(audit.rows).toBeGreaterThan(20);
  expect(audit.codes).toEqual([]);
  const content = await codesInTopics(sandbox, 'content');
  expect(content.codes).toEqual(expect.arrayContaining([expect.stringMatching(/= W3$/), expect.stringMatching(/ethnicity\.v1\.northshire-csc\/code = WROM$/)]));
  expect((await codesInTables(sandbox, ['referral_publisher'])).codes.length).toBeGreaterThan(0);
}
