import {
  AGENCY_PARTITIONS, keyOfPartition, MAX_NOTICED_STATEMENTS, statedContent, StatementsJudgedContract, type NoticedStatement, type OutgoingMessage,
  type Topics,
} from '#libs/contracts';
import { byKey, groupBy, inParts, newId } from '#libs/kernel';
import type { VerdictChange } from '#libs/judgement';

import { noticeEvent } from '../publish-event.js';

/** The agency resends what a statement waits for, so these come first where a flood makes a notice too long. */
const MISSING_RUNGS: ReadonlySet<string> = new Set(['opened', 'accepted', 'answer']);

/**
 * The notices to agencies of these verdicts, by agency and partition: each statement of a person that is taken, each statement that
 * waits or is refused, and each change of an earlier verdict. A machine's statement that is taken at once has no notice. Of more than
 * {@link MAX_NOTICED_STATEMENTS} statements that wait or are refused, the notice names the first ones and counts the others, so that a
 * flood costs one message.
 *
 * @param judgedAt in UTC with milliseconds.
 */
export function verdictNotices(topics: Topics, changes: readonly VerdictChange[], judgedAt: string): readonly OutgoingMessage[] {
  const groups = groupBy(changes.filter((change) => isNoticed(change)), (change) => `${change.statement.agency} ${partitionOf(change)}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { agency } = first.statement;
    const context = { topics, key: keyOfPartition(partitionOf(first)), correlationId: newId(), time: judgedAt };
    const notice = (statements: readonly NoticedStatement[], omitted: number): OutgoingMessage => noticeEvent(
      StatementsJudgedContract, context, agency, { noticeId: newId(), agency, judgedAt, statements, ...(omitted > 0 && { omitted }) },
    );
    const noticed = group.flatMap((change) => noticedStatement(change) ?? []);
    const taken = noticed.filter(({ verdict }) => verdict === 'taken');
    const others = noticed.filter(({ verdict }) => verdict !== 'taken').toSorted(byKey(({ code = '' }) => (MISSING_RUNGS.has(code) ? 0 : 1)));
    const named = others.slice(0, MAX_NOTICED_STATEMENTS);
    return [
      ...inParts(taken, MAX_NOTICED_STATEMENTS).map((part) => notice(part, 0)),
      ...(named.length > 0 ? [notice(named, others.length - named.length)] : []),
    ];
  });
}

/** A topic with more partitions than agreed must not stop the judgement. */
function partitionOf({ statement }: VerdictChange): number {
  return statement.partition % AGENCY_PARTITIONS;
}

function isNoticed({ statement, before, after }: VerdictChange): boolean {
  if (after.verdict === 'unattached') return false;
  return after.verdict !== 'taken' || before !== null || 'actor' in statement.data;
}

function noticedStatement({ statement, after }: VerdictChange): NoticedStatement | undefined {
  if (after.verdict === 'unattached') return undefined;
  const { hop, occurredAt, actor }: { readonly hop?: number; readonly occurredAt: string; readonly actor?: string } = statement.data;
  return {
    receiptId: statement.statementId,
    digest: statement.digest,
    ...(statement.referralId !== null && { referralId: statement.referralId }),
    ...(hop !== undefined && { hop }),
    ...statedContent(statement.data),
    at: new Date(occurredAt).toISOString(),
    ...(actor !== undefined && { actor }),
    verdict: after.verdict,
    ...(after.verdict === 'waiting' && { code: after.missing }),
    ...(after.verdict === 'refused' && { code: after.code }),
    ...(after.verdict === 'taken' && { countsAt: after.countsAt, ...(after.marks.length > 0 && { marks: after.marks }) }),
  };
}
