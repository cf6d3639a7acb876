import { Database, statement } from '#libs/persistence';

import { eventually, type SandboxDescription } from './exchange-desk.js';

const COLUMNS = 'agency, partition, kafka_offset, entry, statement_id, digest, referral_id, message_id, type, stored_at, verdict, effect, code, counts_at, work_at, marks';
const READERS = ['referral_publisher', 'audit_recorder', 'deadline_watch'];

const NODES = statement(
  'journey-nodes',
  "SELECT table_schema AS schema FROM information_schema.tables WHERE table_name = 'step' AND table_schema IN (SELECT table_schema FROM information_schema.tables WHERE table_name = 'delivery')",
);

/** Rows that one reader has and another has not, as text. */
function differences(one: string, other: string): string {
  return `SELECT '${one}: ' || s::text AS row FROM (SELECT ${COLUMNS} FROM ${one}.statement EXCEPT SELECT ${COLUMNS} FROM ${other}.statement) AS s`;
}

/**
 * Answers that a person gave at the agency's node and that the publisher has not taken. A journey may put a message into the topic that
 * the exchange never sent; what a person states about it waits for a copy.
 */
function untaken(schema: string): string {
  return `SELECT '${schema}: ' || rung || ' of ' || referral_id || ' is not taken' AS row FROM ${schema}.step
    WHERE receipt_id NOT IN (SELECT statement_id FROM referral_publisher.statement WHERE verdict = 'taken' OR code = 'copy')`;
}

/** What persons stated at the node, where its verdict is another one than the publisher's. */
function unknownVerdicts(schema: string): string {
  return `SELECT '${schema}: ' || coalesce(o.rung, o.kind) || ' of ' || o.referral_id || ' is ' || coalesce(j.verdict, 'stated') || ', at the publisher '
      || coalesce(s.verdict, 'unknown') AS row
    FROM ${schema}.own_statement o LEFT JOIN ${schema}.judged_statement j USING (receipt_id, digest, partition)
    LEFT JOIN referral_publisher.statement s ON s.partition = o.partition AND s.statement_id = o.receipt_id AND s.digest = o.digest
    WHERE s.verdict IS NULL OR (j.verdict, j.code) IS DISTINCT FROM (s.verdict, s.code)`;
}

/**
 * Checks, at the end of a journey, that publisher, recorder and watch have the same statements with the same verdicts, that every
 * answer which a person gave at a node is taken, and that the node has the publisher's verdict on it. @throws with the first rows that
 * differ, where they do not become equal.
 */
export async function expectOneJudgement({ database: { adminUrl } }: SandboxDescription): Promise<void> {
  const database = await Database.open({ url: adminUrl, schema: 'public', poolSize: 1, applicationName: 'journey' });
  try {
    const { rows: nodes } = await database.run<{ readonly schema: string }>(NODES);
    const all = [...READERS.flatMap((one) => READERS.filter((other) => other !== one).map((other) => differences(one, other))), ...nodes.flatMap(({ schema }) => [untaken(schema), unknownVerdicts(schema)])];
    const differing = statement('journey-differences', `${all.join(' UNION ALL ')} LIMIT 5`);
    await eventually(async () => (await database.run<{ readonly row: string }>(differing)).rows, (rows) => rows.length === 0);
  } finally {
    await database.close();
  }
}
