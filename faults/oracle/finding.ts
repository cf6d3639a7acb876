/** A fault of the exchange, with the ids under which it can be looked for. */
export interface Finding {
  /** Class: findings of one code are wrong in the same way. */
  readonly code: string;
  /** A sentence without ids. */
  readonly text: string;
  readonly referralId?: string | null;
  readonly agency?: string | null;
  /** The message that is missing or wrong, where one is known. */
  readonly messageId?: string;
}

export type Kind = 'lost' | 'doubled' | 'order' | 'causeless' | 'waiting' | 'failed';

/** All findings of one kind and code. */
export interface FindingClass {
  readonly kind: Kind;
  readonly code: string;
  readonly count: number;
  readonly countByAgency: Readonly<Record<string, number>>;
  /** Up to {@link EXAMPLES}, of different agencies where there are some. */
  readonly examples: readonly Finding[];
}

export const EXAMPLES = 3;

export function findingClasses(kind: Kind, findings: readonly Finding[]): readonly FindingClass[] {
  const byCode = new Map<string, Finding[]>();
  for (const finding of findings) {
    const same = byCode.get(finding.code);
    if (same === undefined) byCode.set(finding.code, [finding]);
    else same.push(finding);
  }
  return [...byCode].map(([code, all]) => ({ kind, code, count: all.length, countByAgency: countByAgency(all), examples: chooseExamples(all) }));
}

export function describeFinding({ referralId, text }: Finding): string {
  return referralId === undefined || referralId === null ? text : `${referralId}: ${text}`;
}

/** For example `lost not-delivered: 3 (northshire-csc 2, northshire-icb 1)`. */
export function describeClass({ kind, code, count, countByAgency: counts }: FindingClass): string {
  const agencies = Object.entries(counts).map(([agency, number]) => `${agency} ${number}`).join(', ');
  return `${kind} ${code}: ${count}${agencies === '' ? '' : ` (${agencies})`}`;
}

/** The ids of a row that a finding takes over. */
interface RowIds {
  readonly referral_id?: string | null;
  readonly agency?: string | null;
  readonly message_id?: string;
  /** The message that the row caused; it counts when the row has no message id. */
  readonly receipt_id?: string;
}

/** A finding with the ids of a row. */
export function about({ referral_id, agency, message_id, receipt_id }: RowIds, code: string, text: string): Finding {
  const messageId = message_id ?? receipt_id;
  return {
    code, text,
    ...(referral_id !== undefined && { referralId: referral_id }), ...(agency !== undefined && { agency }), ...(messageId !== undefined && { messageId }),
  };
}

/** One finding for each identity that several rows have. */
export function repeated<Row extends RowIds>(code: string, rows: readonly Row[], identity: (row: Row) => string, things: (row: Row) => string): Finding[] {
  const same = new Map<string, { readonly row: Row; count: number }>();
  for (const row of rows) {
    const id = identity(row);
    const entry = same.get(id);
    if (entry === undefined) same.set(id, { row, count: 1 });
    else entry.count += 1;
  }
  return [...same.values()].filter(({ count }) => count > 1).map(({ row, count }) => about(row, code, `${count} ${things(row)}`));
}

function countByAgency(findings: readonly Finding[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { agency } of findings) if (typeof agency === 'string') counts[agency] = (counts[agency] ?? 0) + 1;
  return counts;
}

function chooseExamples(findings: readonly Finding[]): readonly Finding[] {
  const firstOfEachAgency = [...new Map(findings.toReversed().map((finding) => [finding.agency ?? '', finding])).values()].toReversed();
  return [...firstOfEachAgency, ...findings.filter((finding) => !firstOfEachAgency.includes(finding))].slice(0, EXAMPLES);
}
