import {
  DeadlineBreachedContract, DeadlineCancelledContract, DeadlineEscalatedContract, DeadlineMetContract, DeadlineNotStartedContract,
  DeadlineStartedContract, DeadlineSupersededContract, DeadlineWarnedContract, isEvent, type ClockReference, type ReceivedEvent,
} from '#libs/contracts';

/** A clock as one event names it. Names are those of the columns. A later event may know more. */
export interface ClockRow {
  readonly clock_id: string;
  readonly referral_id: string;
  readonly rule: string;
  readonly anchor: string;
  readonly child_id: string | null;
  readonly episode_id: string | null;
  /** The organisation that has the duty; null in an event that names the called organisation instead. */
  readonly organisation: string | null;
  readonly due_at: string | null;
  readonly explanation: string;
  readonly breached_at: string | null;
  readonly ended_at: string | null;
  /** The code of the event that ended it. */
  readonly ended_by: string | null;
  readonly outcome: 'met' | 'met-late' | 'cancelled' | 'superseded' | null;
  /** For a clock that counts from a corrected time: the clock that counted from the time before. */
  readonly supersedes: string | null;
}

export interface CallRow {
  readonly clock_id: string;
  readonly step: number;
  readonly kind: 'warned' | 'escalated';
  readonly organisation: string;
  readonly role: string;
  readonly contact: string | null;
  readonly due_at: string;
  readonly raised_at: string;
}

const NOTHING_YET = { breached_at: null, ended_at: null, ended_by: null, outcome: null } as const;

/** The fields that every event of a started clock has. */
interface StartedClock {
  readonly referralId: string;
  readonly organisation: string;
  readonly clock: ClockReference;
}

/** The state of a clock that its event names; undefined for another event. */
export function clockRow(event: ReceivedEvent): ClockRow | undefined {
  if (isEvent(event, DeadlineNotStartedContract)) {
    const { clockId, referralId, rule, anchor, organisation, explanation } = event.data;
    return { ...NOTHING_YET, clock_id: clockId, referral_id: referralId, rule, anchor, organisation, due_at: null, explanation, ...subjectOf(event.data), supersedes: null };
  }
  if (isEvent(event, DeadlineSupersededContract)) {
    const { clockId, referralId, rule, anchor, organisation, dueAt: due_at = null, explanation, at: ended_at, by: ended_by } = event.data;
    return {
      ...NOTHING_YET, clock_id: clockId, referral_id: referralId, rule, anchor, organisation, due_at, explanation, ...subjectOf(event.data), supersedes: null,
      ended_at, ended_by, outcome: 'superseded',
    };
  }
  if (isEvent(event, DeadlineStartedContract)) return startedClock(event.data);
  if (isEvent(event, DeadlineBreachedContract)) return { ...startedClock(event.data), breached_at: event.data.at };
  if (isEvent(event, DeadlineMetContract)) {
    return { ...startedClock(event.data), ended_at: event.data.at, ended_by: event.data.by, outcome: event.data.lateSeconds === undefined ? 'met' : 'met-late' };
  }
  if (isEvent(event, DeadlineCancelledContract)) return { ...startedClock(event.data), ended_at: event.data.at, ended_by: event.data.by, outcome: 'cancelled' };
  // A call names the called organisation, which may be another one than that with the duty.
  if (isEvent(event, DeadlineWarnedContract) || isEvent(event, DeadlineEscalatedContract)) return { ...startedClock(event.data), organisation: null };
  return undefined;
}

function startedClock({ referralId, organisation, clock }: StartedClock): ClockRow {
  const { id, rule, anchor, dueAt, explanation, supersedes = null } = clock;
  return {
    ...NOTHING_YET, clock_id: id, referral_id: referralId, rule, anchor, organisation, due_at: dueAt, explanation, ...subjectOf(clock), supersedes,
  };
}

function subjectOf({ childId, episodeId }: Pick<ClockReference, 'childId' | 'episodeId'>): Pick<ClockRow, 'child_id' | 'episode_id'> {
  return { child_id: childId ?? null, episode_id: episodeId ?? null };
}

/** The call that an event reports; undefined for another event. */
export function callRow(event: ReceivedEvent): CallRow | undefined {
  if (isEvent(event, DeadlineWarnedContract)) return madeCall(event.data, 'warned');
  return isEvent(event, DeadlineEscalatedContract) ? madeCall(event.data, 'escalated') : undefined;
}

interface Call extends StartedClock {
  readonly step: number;
  readonly role: string;
  readonly contact?: string;
  readonly at: string;
  readonly raisedAt: string;
}

function madeCall({ clock, step, organisation, role, contact, at, raisedAt }: Call, kind: CallRow['kind']): CallRow {
  return { clock_id: clock.id, step, kind, organisation, role, contact: contact ?? null, due_at: at, raised_at: raisedAt };
}
