import { recordedClocks, schoolsToCheck, type ClockPolicy, type Partnership, type RecordedSharing } from '#libs/agreements';
import {
  EthnicityRecordedContract, MAX_NOT_COUNTED, type ChangeStatus, type EthnicityRecord, type MilestoneReached, type NotCountedStatement, type RecipientStatus,
  type ReferralStatus, type RepeatedAnswer, type Rung, type RungReached,
} from '#libs/contracts';
import { completionsOf, foldRungs, holderOf, isStatedAfterDue } from '#libs/safeguarding';

import { childFacts } from '../given-ids.js';
import { clockRecords } from './clock-records.js';
import type { NotCounted, StatedChange, StatedReferral, StatedRung } from './referral-status.repository.js';

/**
 * Builds the status: who has the child; the stated rungs by recipient, in the order in which the recipients were notified; the fields still to be
 * completed; the clocks of each sharing with their state; the later changes; and the statements that are not counted.
 */
export function statusOf(
  referralId: string,
  referral: StatedReferral,
  { agencies: known }: Pick<Partnership, 'agencies'>,
  policy: Pick<ClockPolicy, 'rules'>,
): ReferralStatus {
  const { asOf, caseReference, publishedAt, firstGrade, children, rungs, asked, sharings, changes, milestones, ethnicities, ethnicityConflicts, notCounted } = referral;
  const clocks = recordedClocks(clockRecords(referral), policy, new Date(asOf));
  const agencies = [...new Set(rungs.map(({ agency }) => agency))];
  const recipients = agencies.map((agency) => {
    const isOwn = (each: { readonly agency: string }): boolean => each.agency === agency;
    return recipientStatus(
      agency, rungs.filter((stated) => isOwn(stated)), { due: sharings.find((each) => isOwn(each))?.due ?? [], clocks: clocks.get(agency) ?? [] }, notCounted.filter((each) => isOwn(each)),
    );
  });
  const ofOthers = notCounted.filter(({ agency }) => !agencies.includes(agency)).slice(-MAX_NOT_COUNTED);
  const withdrawnAt = changes.find(({ kind }) => kind === 'withdrawal')?.at;
  // A withdrawn referral can no longer be corrected.
  const completions = withdrawnAt === undefined ? [...completionsOf(children, new Date(publishedAt)), ...schoolsToCheck({ agencies: known }, children)] : [];
  const holder = asked === null ? null : holderOf(asked.agencies, asked.known);
  const ids = [...new Set(changes.map(({ changeId }) => changeId))];
  return {
    referralId,
    asOf,
    ...(caseReference !== null && { caseReference }),
    publishedAt,
    ...(firstGrade !== null && { firstGrade }),
    ...(withdrawnAt !== undefined && { withdrawnAt }),
    ...(children.length > 0 && { children: children.map((child) => childFacts(child)) }),
    ...(holder !== null && { holder }),
    recipients,
    ...(completions.length > 0 && { completions }),
    ...(ids.length > 0 && { changes: ids.flatMap((id) => changeStatus(changes.filter(({ changeId }) => changeId === id))) }),
    ...(milestones.length > 0 && { milestones: milestones.map((each) => withoutNulls(each) as unknown as MilestoneReached) }),
    ...(ethnicities.length > 0 && { recordedEthnicities: ethnicities.map((each) => withoutNulls(each) as unknown as EthnicityRecord) }),
    ...(ethnicityConflicts.length > 0 && { ethnicityConflicts }),
    ...(ofOthers.length > 0 && { notCountedOfOthers: ofOthers.map((each) => ({ agency: each.agency, ...notCountedStatement(each) })) }),
  };
}

interface DueOfRecipient extends Pick<RecordedSharing, 'due'> {
  readonly clocks: NonNullable<RecipientStatus['clocks']>;
}

function recipientStatus(
  agency: string, stated: readonly StatedRung[], { due, clocks }: DueOfRecipient, notCounted: readonly NotCounted[],
): RecipientStatus {
  return {
    agency,
    hop: stated[0]?.hop ?? 1,
    ...(due.length > 0 && { due }),
    ...(clocks.length > 0 && { clocks }),
    rung: foldRungs(stated).highest ?? 'published',
    rungs: stated.filter(({ isRepeat }) => !isRepeat).map((rung) => ({ ...reached(rung, due), ...repeatsOf(rung, stated) })),
    ...(notCounted.length > 0 && { notCounted: notCounted.map((each) => notCountedStatement(each)) }),
  };
}

/** The repeats of this answer, decision or feedback by colleagues, who stated the same again. */
function repeatsOf(answer: StatedRung, stated: readonly StatedRung[]): Pick<RungReached, 'repeatedBy'> {
  const ofRung = stated.filter(({ rung }) => rung === answer.rung);
  const answers = ofRung.filter(({ isRepeat }) => !isRepeat);
  const repeatedBy = ofRung.flatMap((other): RepeatedAnswer[] =>
    (other.isRepeat && other.by !== null && other.receiptId !== null && repeatedAnswer(other, answers) === answer ? [{ by: other.by, at: other.at, receiptId: other.receiptId }] : []));
  return repeatedBy.length > 0 ? { repeatedBy } : {};
}

/**
 * The answer that a statement repeats: the latest with the same content. Each repeat has one, because each person's act is shown: the
 * claimed time of a repeat may be earlier than that of the answer, since the broker's order decides which of them is first.
 */
function repeatedAnswer(repeat: StatedRung, answers: readonly StatedRung[]): StatedRung | undefined {
  const same = answers.filter(({ decision, feedback, redirectedTo }) => decision === repeat.decision && feedback === repeat.feedback && redirectedTo === repeat.redirectedTo);
  const candidates = same.length > 0 ? same : answers;
  return candidates.findLast(({ at }) => at <= repeat.at) ?? candidates[0];
}

function notCountedStatement({ receiptId, storedAt, verdict, code, claimedAt, ...stated }: NotCounted): NotCountedStatement {
  // The contract admits offsets from UTC that PostgreSQL does not.
  return { receiptId, ...contentOf(stated), at: new Date(claimedAt).toISOString(), storedAt, verdict, code };
}

function contentOf({ type, rung, kind, isOfChange }: Pick<NotCounted, 'type' | 'rung' | 'kind' | 'isOfChange'>): Pick<NotCountedStatement, 'rung' | 'kind'> {
  if (isOfChange) return { kind: `update-${rung}` };
  if (type === EthnicityRecordedContract.type) return { kind: 'ethnicity-recorded' };
  return rung === null ? { kind: kind ?? '' } : { rung: rung as Rung };
}

function reached({ agency: _agency, hop: _hop, isRepeat: _isRepeat, storedAt, ...rung }: StatedRung, due: RecordedSharing['due']): RungReached {
  const isAfterDue = storedAt !== null && due.some(({ dueAt }) => dueAt !== undefined && isStatedAfterDue(rung.at, storedAt, dueAt));
  return withoutNulls({ ...rung, ...(isAfterDue && { marks: [...rung.marks ?? [], 'stated-after-due'] }) }) as unknown as RungReached;
}

/** @param rows of one change, one for each agency that was sent it. */
function changeStatus(rows: readonly StatedChange[]): readonly ChangeStatus[] {
  const [first] = rows;
  if (first === undefined) return [];
  const { changeId, kind, at, by, details } = first;
  const recipients = rows.flatMap(({ agency, deliveredAt, acknowledgedAt, acknowledgedBy }): object[] =>
    agency === null ? [] : [withoutNulls({ agency, deliveredAt, acknowledgedAt, acknowledgedBy })],
  );
  return [withoutNulls({ changeId, kind, at, by, ...details, recipients }) as unknown as ChangeStatus];
}

/** Leaves unknown fields out, because null would mean that the value is known to be absent. */
function withoutNulls(row: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
