import { Database, statement } from '#libs/persistence';
import { type VerdictDifference, verdictDifferences } from '#libs/testing';

import { eventually, type SandboxDescription } from './exchange-desk.js';

const NODES = statement(
  'journey-nodes',
  "SELECT table_schema AS schema FROM information_schema.tables WHERE table_name = 'step' AND table_schema IN (SELECT table_schema FROM information_schema.tables WHERE table_name = 'delivery')",
);

/**
 * Answers that a person gave at the agency's node and that the publisher has not taken. A journey may put a message into the topic that
 * the exchange never sent; what a person states about it waits for a copy.
 */
function untaken(schema: string): string {
  return `SELECT referral_id, '${schema}' AS agency, receipt_id AS statement_id, rung || ' is not taken' AS difference FROM ${schema}.step
    WHERE receipt_id NOT IN (SELECT statement_id FROM referral_publisher.statement WHERE verdict = 'taken' OR code = 'copy')`;
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
    const schemas = nodes.map(({ schema }) => schema);
    const all = [verdictDifferences(schemas), ...schemas.map((schema) => untaken(schema))];
    const differing = statement('journey-differences', `${all.join(' UNION ALL ')} LIMIT 5`);
    await eventually(async () => (await database.run<VerdictDifference>(differing)).rows, (rows) => rows.length === 0);
  } finally {
    await database.close();
  }
}
