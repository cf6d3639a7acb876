const COLUMNS = 'agency, partition, kafka_offset, entry, statement_id, digest, referral_id, message_id, type, stored_at, verdict, effect, code, counts_at, work_at, marks';
const READERS = ['referral_publisher', 'audit_recorder', 'deadline_watch'] as const;

/** A statement of an agency on which two readers differ. */
export interface VerdictDifference {
  readonly referral_id: string | null;
  readonly agency: string;
  readonly statement_id: string;
  /** Which readers, and the verdict that one of them has: a sentence without ids. */
  readonly difference: string;
}

/** Statements that one reader has, with this verdict, and another has not. */
function differences(one: string, other: string): string {
  return `SELECT referral_id, agency, statement_id, concat_ws(' ', verdict, effect, code, marks::text, 'at ${one} and not at ${other}') AS difference
    FROM (SELECT ${COLUMNS} FROM ${one}.statement EXCEPT SELECT ${COLUMNS} FROM ${other}.statement) AS s`;
}

/** What persons stated at the node, where its verdict is another one than the publisher's. */
function unknownVerdicts(node: string): string {
  return `SELECT o.referral_id, coalesce(s.agency, '${node}') AS agency, o.receipt_id AS statement_id,
      concat_ws(' ', coalesce(j.verdict, 'stated'), j.code, 'at ${node} and', coalesce(s.verdict, 'unknown'), s.code, 'at the publisher') AS difference
    FROM ${node}.own_statement o LEFT JOIN ${node}.judged_statement j USING (receipt_id, digest, partition)
    LEFT JOIN referral_publisher.statement s ON s.partition = o.partition AND s.statement_id = o.receipt_id AND s.digest = o.digest
    WHERE s.verdict IS NULL OR (j.verdict, j.code) IS DISTINCT FROM (s.verdict, s.code)`;
}

/**
 * SQL for one comparison of all verdicts. Publisher, recorder and watch judge every statement for themselves, and at rest they have the
 * same statements with the same verdicts; a node learns by notice what the publisher decided on each statement of a person there.
 *
 * @param nodes schemas of the agency nodes.
 * @returns a query with a row for each {@link VerdictDifference}.
 */
export function verdictDifferences(nodes: readonly string[]): string {
  const readers = READERS.flatMap((one) => READERS.filter((other) => other !== one).map((other) => differences(one, other)));
  return [...readers, ...nodes.map((node) => unknownVerdicts(node))].join(' UNION ALL ');
}
