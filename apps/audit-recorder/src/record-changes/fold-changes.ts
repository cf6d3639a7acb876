import type { UpdateKind, UpdateRecipient } from '#libs/contracts';
import { byKey } from '#libs/kernel';

import type { Occurrence } from '../record-events/fold-facts.js';
import type { RecordedFact } from '../record-events/recorded-fact.js';

/** One change of a referral at one agency. */
export interface UpdateFold {
  readonly update_id: string;
  readonly agency: string;
  readonly referral_id: string;
  readonly named?: Occurrence;
  readonly delivered?: Occurrence;
  readonly acknowledged?: Occurrence;
  /** The children whose fields the change altered; absent for a change of the referral as a whole. */
  readonly child_ids?: readonly string[];
  readonly episode_id?: string;
}

/** The composite type `incident_notice`. */
interface IncidentNotice {
  readonly at: string;
  readonly message_id: string;
  readonly force: string;
  readonly reference: string;
  readonly unit: string;
  readonly area: string;
  readonly type: string;
  readonly reported_at: string;
  readonly due_at?: string | undefined;
}

/** The composite type `incident_referral`. */
interface IncidentReferral {
  readonly referred_at: string;
  readonly referral_id: string;
  readonly minutes: number;
}

export interface IncidentFold {
  readonly incident_id: string;
  readonly notified?: IncidentNotice;
  readonly referral?: IncidentReferral;
}

export interface GradingRow {
  readonly grading_id: string;
  readonly referral_id: string;
  readonly grade: string;
  readonly graded_at: string;
  readonly reported_at?: string | undefined;
}

export interface FoldedChanges {
  readonly updates: readonly UpdateFold[];
  readonly incidents: readonly IncidentFold[];
  readonly gradings: readonly GradingRow[];
}

/** One contribution per row, because an upsert may touch a row only once. Neither order nor repetition makes a difference. */
export function foldChanges(facts: readonly RecordedFact[]): FoldedChanges {
  const updates = new Map<string, UpdateFold>();
  const incidents = new Map<string, IncidentFold>();
  const gradings = new Map<string, GradingRow>();
  for (const fact of facts) {
    for (const update of updatesIn(fact)) {
      const key = `${update.update_id} ${update.agency}`;
      updates.set(key, mergeUpdate(updates.get(key), update));
    }
    const incident = incidentIn(fact);
    if (incident !== undefined) incidents.set(incident.incident_id, mergeIncident(incidents.get(incident.incident_id), incident));
    const grading = gradingIn(fact);
    if (grading !== undefined) gradings.set(grading.grading_id, grading);
  }
  return { updates: [...updates.values()], incidents: [...incidents.values()], gradings: [...gradings.values()] };
}

function updatesIn(fact: RecordedFact): readonly UpdateFold[] {
  const by = { at: fact.at, message_id: fact.id };
  switch (fact.kind) {
    case 'correction':
      return namedIn(fact.kind, fact.data, by, childrenIn(fact.data.fields));
    case 'withdrawal':
      return namedIn(fact.kind, fact.data, by);
    // A grading or an episode happens before it is recorded. The time of an update at an agency is the time of its notification.
    case 'regrade':
      return namedIn(fact.kind, fact.data, { ...by, at: instant(fact.data.recordedAt) });
    case 'missing-episode': {
      const { childId, episodeId: episode_id, recordedAt } = fact.data;
      return namedIn(fact.kind, fact.data, { ...by, at: instant(recordedAt) }, { child_ids: [childId], episode_id });
    }
    case 'machine-stated': {
      const { updateId, agency, referralId } = fact.data;
      return updateId === undefined || referralId === undefined ? [] : [{ update_id: updateId, agency, referral_id: referralId, delivered: by }];
    }
    case 'update-acknowledged': {
      const { updateId, agency, referralId, actor } = fact.data;
      return [{ update_id: updateId, agency, referral_id: referralId, acknowledged: { ...by, detail: actor } }];
    }
    default:
      return [];
  }
}

interface Named {
  readonly updateId: string;
  readonly referralId: string;
  readonly recipients: readonly UpdateRecipient[];
}

function namedIn(kind: UpdateKind, { updateId, referralId, recipients }: Named, by: Occurrence, about: ChangedChildren = {}): readonly UpdateFold[] {
  return recipients.map(({ agency }) => ({ update_id: updateId, agency, referral_id: referralId, named: { ...by, code: kind }, ...about }));
}

type ChangedChildren = Pick<UpdateFold, 'child_ids' | 'episode_id'>;

const CHILD_OF_POINTER = /^\/children\/([0-9a-f-]{36})(?:\/|$)/;

/** The children that pointers name, each once, in the order of their ids. */
function childrenIn(pointers: readonly string[]): ChangedChildren {
  const child_ids = [...new Set(pointers.flatMap((pointer) => CHILD_OF_POINTER.exec(pointer)?.[1] ?? []))].toSorted(byKey((childId) => childId));
  return child_ids.length === 0 ? {} : { child_ids };
}

function incidentIn(fact: RecordedFact): IncidentFold | undefined {
  if (fact.kind === 'incident-notified') {
    const { incidentId, force, reference, unit, area, type, reportedAt, referralDueAt } = fact.data;
    const due = referralDueAt === undefined ? {} : { due_at: instant(referralDueAt) };
    const by = { at: fact.at, message_id: fact.id };
    return { incident_id: incidentId, notified: { ...by, force, reference, unit, area, type, reported_at: instant(reportedAt), ...due } };
  }
  if (fact.kind !== 'incident-linked') return undefined;
  const { incidentId, referralId, referredAt, minutesToReferral } = fact.data;
  return { incident_id: incidentId, referral: { referred_at: instant(referredAt), referral_id: referralId, minutes: minutesToReferral } };
}

function gradingIn(fact: RecordedFact): GradingRow | undefined {
  if (fact.kind === 'published' && fact.data.gradedAt !== undefined) {
    const { referralId, grade, gradedAt, reportedAt } = fact.data;
    return { grading_id: referralId, referral_id: referralId, grade, graded_at: instant(gradedAt), ...(reportedAt !== undefined && { reported_at: instant(reportedAt) }) };
  }
  if (fact.kind !== 'regrade') return undefined;
  const { updateId, referralId, grade, gradedAt, reportedAt } = fact.data;
  return { grading_id: updateId, referral_id: referralId, grade, graded_at: instant(gradedAt), reported_at: instant(reportedAt) };
}

function mergeUpdate(known: UpdateFold | undefined, added: UpdateFold): UpdateFold {
  if (known === undefined) return added;
  const merged = (['named', 'delivered', 'acknowledged'] as const).map((column) => [column, earlier(known[column], added[column])] as const);
  return { ...known, ...added, ...Object.fromEntries(merged.filter(([, occurrence]) => occurrence !== undefined)) };
}

function mergeIncident(known: IncidentFold | undefined, { incident_id, ...added }: IncidentFold): IncidentFold {
  const notified = earlier(known?.notified, added.notified);
  const [one, other] = [known?.referral, added.referral];
  const referral = one === undefined || (other !== undefined && before(other, one)) ? other : one;
  return { incident_id, ...(notified && { notified }), ...(referral && { referral }) };
}

function before(one: IncidentReferral, other: IncidentReferral): boolean {
  return one.referred_at === other.referred_at ? one.referral_id < other.referral_id : one.referred_at < other.referred_at;
}

/** By time, then by message id, as PostgreSQL compares the composite types. */
function earlier<T extends { readonly at: string; readonly message_id: string }>(left: T | undefined, right: T | undefined): T | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  const isRightFirst = left.at === right.at ? right.message_id < left.message_id : right.at < left.at;
  return isRightFirst ? right : left;
}

function instant(text: string): string {
  return new Date(text).toISOString();
}
