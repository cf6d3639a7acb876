import type { ClockStateName, CorrectedDueTimes, DueTime } from '#libs/contracts';
import {
  anchorStarts, answersTo, canAnswer, chainFrom, clockState, correctionsFrom, handoverOf, heldBy, isEnded, statedAfterDue,
  type AnchorEnd, type AnchorRecord, type AnswerGiven, type ClockRule, type ClockRuleId, type DeadlineClock, type DeliveredChange, type KnownCorrection, type SharedCopy,
} from '#libs/safeguarding';

import type { ClockPolicy } from './clock-policy.js';

/** The sharing of a referral with an agency, with the due times that were recorded then. Times are UTC, milliseconds. */
export interface RecordedSharing {
  readonly agency: string;
  readonly at: string;
  /** The agency whose redirect, or whose end, brought the referral to this agency. */
  readonly from?: string;
  /** True where this agency takes the place of one that has ended. */
  readonly succeeds?: true;
  /** The children that its copy shows now; absent where it shows all. */
  readonly children?: readonly string[];
  readonly due: readonly DueTime[];
}

/** A correction. */
export interface RecordedCorrection extends KnownCorrection {
  /** The due times that it changed. */
  readonly due: readonly CorrectedDueTimes[];
}

/** Everything that decides the clocks that begin with a sharing, as the publisher records it. */
export interface ClockRecords {
  /** In the order of their times. */
  readonly sharings: readonly RecordedSharing[];
  readonly corrections: readonly RecordedCorrection[];
  readonly deliveredChanges: readonly DeliveredChange[];
  /** The statements of the agencies that count, and the withdrawal, by the names that rules give them. */
  readonly answers: readonly AnswerGiven[];
}

/** A due time with the state of its clock. */
export interface RecordedClock extends DueTime {
  /** The agency that has to answer now, where a redirect took the referral on from the recipient. */
  readonly against?: string;
  readonly state: ClockStateName;
  readonly endedAt?: string;
  /** The event that ended it. */
  readonly endedBy?: string;
  /** When an answer in time became known, where that was after the due time. */
  readonly statedAt?: string;
}

interface Started {
  readonly due: DueTime;
  /** The end by a correction of its start. */
  readonly end: AnchorEnd | null;
  /** The correction that started it and those after it; none where no correction that the agency was sent started it. */
  readonly corrections: readonly KnownCorrection[];
}

const GROUNDS = 'reasonable-grounds';
const FOR_EVER = new Date(8_640_000_000_000_000);

/**
 * The clocks that began because an agency was sent the referral, by that agency, with their state at `now`. The deadline watch counts the
 * same clocks by the same rules from the published facts. Pure: the order and the repetition of answers make no difference.
 *
 * A clock whose rule the files of the partnership no longer have is judged by another version of the rule, because versions of a rule differ
 * in their limits and dates. Without any version it is left out.
 */
export function recordedClocks(records: ClockRecords, policy: Pick<ClockPolicy, 'rules'>, now: Date): ReadonlyMap<string, readonly RecordedClock[]> {
  const sharings = records.sharings.map((sharing) => ({ ...sharing, clocks: sharing.due }));
  return new Map(sharings.map((sharing) => [
    sharing.agency,
    startedWith(sharing, records.corrections).flatMap((started) => recordedClock(started, sharing.agency, { ...records, sharings }, policy, now) ?? []),
  ]));
}

/** The clocks of one sharing: those that start once, and those about the reasonable grounds, whose time a correction may change. */
function startedWith({ agency, at: sharedAt, due }: RecordedSharing, corrections: readonly RecordedCorrection[]): readonly Started[] {
  const corrected = corrections.flatMap(({ updateId, recordedAt, due: agencies }) => agencies.filter((each) => each.agency === agency).map((each) => ({ ...each, recordedAt, updateId })));
  const aboutGrounds = [...due, ...corrected.flatMap((each) => each.due)].filter(({ anchor }) => anchor === GROUNDS);
  const once = due.filter(({ anchor }) => anchor !== GROUNDS).map((each): Started => ({ due: each, end: null, corrections: [] }));
  const ofGrounds = [...new Set(aboutGrounds.map(({ rule }) => rule))].flatMap((rule) => {
    const known = aboutGrounds.filter((each) => each.rule === rule);
    const records: readonly AnchorRecord[] = [
      ...startsIn(due, rule, { recordedAt: sharedAt, updateId: '' }),
      ...corrected.flatMap(({ due: counting, supersedes = [], ...by }): readonly AnchorRecord[] => {
        const starts = startsIn(counting, rule, by);
        if (starts.length > 0 || !supersedes.some((each) => each.rule === rule)) return starts;
        return [{ at: null, recordedAt: by.recordedAt, because: by.updateId, takenBack: 'grounds-taken-back' }];
      }),
    ];
    const startedBy = new Map<object, readonly KnownCorrection[]>();
    return anchorStarts(records).flatMap(({ start, end }): readonly Started[] => {
      const first = corrections.find(({ updateId }) => updateId === start.because);
      const own = start.corrects === undefined ? correctionsFrom(first, agency, corrections) : startedBy.get(start.corrects);
      startedBy.set(start, own ?? []);
      const started = known.find(({ anchorAt }) => instant(anchorAt) === start.at);
      return started === undefined ? [] : [{ due: started, end, corrections: own ?? [] }];
    });
  });
  return [...once, ...ofGrounds];
}

function startsIn(due: readonly DueTime[], rule: string, { recordedAt, updateId: because }: Pick<RecordedCorrection, 'recordedAt' | 'updateId'>): readonly AnchorRecord[] {
  return due.filter((each) => each.anchor === GROUNDS && each.rule === rule).map(({ anchorAt }) => ({ at: instant(anchorAt), recordedAt, because }));
}

interface SharedRecords extends Pick<ClockRecords, 'answers' | 'deliveredChanges'> {
  readonly sharings: readonly (RecordedSharing & SharedCopy)[];
}

function recordedClock({ due, end, corrections }: Started, agency: string, { sharings, answers: given, deliveredChanges }: SharedRecords, { rules }: Pick<ClockPolicy, 'rules'>, now: Date): RecordedClock | undefined {
  const rule = ruleOf(due, rules);
  if (rule === undefined) return undefined;
  const handover = handoverOf(sharings, agency, due.rule, due.anchor);
  const chain = chainFrom(agency, handover === undefined ? sharings : sharings.filter((sharing) => sharing !== handover));
  const of = (against: string) => ({ ...due, ...(against !== agency && { against }) });
  const clock = of(heldBy(chain, []));
  if (due.dueAt === undefined) return { ...clock, ...(end === null ? { state: 'not-started' } : { state: 'superseded', endedAt: end.at, endedBy: end.event }) };
  const known = rule.answersAfterCorrection === undefined ? [] : corrections;
  const answers = answersTo({ agency, at: due.anchorAt }, chain, sharings, given).filter((each) => canAnswer(each, known, { deliveredChanges, sharings }));
  const events = [...answers, ...(end === null ? [] : [end]), ...(handover === undefined ? [] : [{ event: 'handed-over', at: handover.at }])];
  const counted = countedClock(rule, { ...due, dueAt: due.dueAt });
  // An end counts by its own time. Only a clock without one depends on the time of the question.
  const ended = clockState(counted, events, FOR_EVER);
  if (!isEnded(ended)) return { ...clock, state: clockState(counted, [], now).state === 'breached' ? 'breached' : 'running' };
  const ends = answers.filter((each) => each.event === ended.by && instant(each.at) === ended.at);
  const statedAt = statedAfterDue(ends, due.dueAt);
  return { ...of(heldBy(chain, ends)), state: ended.state, endedAt: ended.at, endedBy: ended.by, ...(statedAt !== undefined && { statedAt }) };
}

function ruleOf({ rule, ruleVersion, anchor }: DueTime, rules: readonly ClockRule[]): ClockRule | undefined {
  const versions = rules.filter((each) => each.id === rule && each.anchor === anchor);
  return versions.find(({ version }) => version === ruleVersion) ?? versions.at(-1);
}

function countedClock({ kind, stops, cancels, anchor, escalation }: ClockRule, { rule, ruleVersion, anchorAt, dueAt, explanation }: DueTime & { readonly dueAt: string }): DeadlineClock {
  return {
    ruleId: rule as ClockRuleId, ruleVersion, kind, anchor, anchorAt, calendarId: null, calendarVersion: null, cutOff: null, dueAt, explanation, warnings: [], stops, cancels, escalation,
  };
}

/** One form of a time, so that times compare alike as text. */
function instant(text: string): string {
  return new Date(text).toISOString();
}
