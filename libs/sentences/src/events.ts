import { RUNGS, type AuditEvent, type AuditEventType, type Rung } from '#libs/contracts';

import { CLOCK_CANCELS, CLOCK_STOPS, DECLINED, episodeSentence, HOLDER_TEXTS, inWords, MILESTONE_TEXTS, supersededVerb, textOf } from './codes.js';
import { REFERRERS_RULE, ruleName } from './clocks.js';
import { aboutChild, childNamed } from './subject.js';
import { readableDuration, type Times } from './times.js';
import { notCountedReason, remarksOn, statementNoun } from './verdicts.js';

/** The part of an event that its sentence needs: ids, codes and times. */
export type EventFacts = Pick<AuditEvent, 'type' | 'occurredAt'> & Partial<AuditEvent>;

type Predicate = (event: EventFacts, times: Times) => string;

/** Who acts in an event. */
type Actor = 'force' | 'agency' | 'publisher' | 'watch';

/** A call or a breach that was raised later than this was late, because the watch looks more often. */
const RAISED_LATE_MS = 60_000;

const OF_RUNG: Readonly<Record<Rung, Predicate>> = {
  published: () => 'published it',
  delivered: () => 'received and stored it',
  rejected: (event) => `could not take it${because(event)}`,
  opened: () => 'opened it',
  accepted: () => 'accepted it',
  refused: (event) => `refused it${because(event)}${event.duplicateOf === undefined ? '' : ` of ${event.duplicateOf}`}`,
  redirected: (event) => `redirected it to ${event.redirectedTo ?? 'another agency'}${because(event)}`,
  decided: ({ decision }) => `decided: ${inWords(decision ?? 'unknown')}`,
  fed_back: ({ feedback }) => `gave feedback: ${inWords(feedback ?? 'unknown')}`,
};

const ofAgency = ({ agency = 'an agency' }: EventFacts): string => agency;
/** The clock of the referrer is about the agency that is silent. */
const clockOf = (event: EventFacts): string =>
  `the clock${event.rule === undefined ? '' : ` ${ruleName({ rule: event.rule, anchor: event.anchor })}`} ${event.rule === REFERRERS_RULE ? 'for' : 'of'} ${ofAgency(event)}${aboutChild(event)}${event.supersedes === undefined ? '' : ', from a corrected time'}`;
/** Of a clock against an agency that has ended. A call names the called organisation instead, so no call may use it. */
const inItsPlace = ({ rule, agency, organisation = agency }: EventFacts): string =>
  (organisation === agency || rule === REFERRERS_RULE ? '' : `; the agency has ended, and ${organisation} has to act`);
const due = ({ dueAt }: EventFacts, times: Times): string => (dueAt === undefined ? '' : `, due ${times.at(dueAt)}`);
const called = ({ role, organisation }: EventFacts): string => (role === undefined ? 'a role' : `the ${inWords(role)} of ${organisation ?? 'an organisation'}`);
const late = ({ lateSeconds }: EventFacts): string => (lateSeconds === undefined ? '' : readableDuration(lateSeconds * 1_000));

function because({ reasonCode }: EventFacts): string {
  return reasonCode === undefined ? '' : `: ${inWords(reasonCode)}`;
}

/** Both times of a step that was raised late. */
function raised({ occurredAt, raisedAt }: EventFacts, times: Times): string {
  if (raisedAt === undefined || Date.parse(raisedAt) - Date.parse(occurredAt) < RAISED_LATE_MS) return '';
  return `; this step was due ${times.at(occurredAt)} and was raised late, ${times.at(raisedAt)}`;
}

/** Every event that the audit records: who acts, and the sentence after the actor. The compiler refuses a table that lacks an event. */
const EVENTS: Readonly<Record<AuditEventType, readonly [Actor, Predicate]>> = {
  'safeguarding.referral.published.v1': ['force', () => 'published it'],
  'safeguarding.referral.forwarded.v1': ['publisher', (event) => `forwarded it to ${ofAgency(event)}`],
  'safeguarding.referral.forwarding-declined.v1': ['publisher', (event) =>
    `did not forward it to ${event.redirectedTo ?? 'the agency named'}${declined(event)}`],
  'safeguarding.referral.recipient-added.v1': ['publisher', (event) =>
    (event.reasonCode === 'handover' ? `handed it over to ${ofAgency(event)}, because an agency has ended` : `sent it to ${ofAgency(event)} too, because it was ${inWords(event.reasonCode ?? 'changed')}`)],
  'safeguarding.referral.agency-ended.v1': ['publisher', (event) => (event.code === 'taken-back'
    ? `recorded that ${ofAgency(event)} has not ended after all` : `recorded that ${ofAgency(event)} has ended${event.redirectedTo === undefined ? '' : `; its successor is ${event.redirectedTo}`}`)],
  'safeguarding.correction.published.v1': ['force', (event) => `corrected it${because(event)}${change('correction', event.changeId)}`],
  'safeguarding.risk.regraded.v1': ['force', ({ code, previousGrade, changeId }) =>
    `graded the risk ${code ?? 'again'}${previousGrade === undefined ? '' : `, before that ${previousGrade}`}${change('grading', changeId)}`],
  'safeguarding.withdrawal.published.v1': ['force', (event) => `withdrew it${because(event)}`],
  'safeguarding.missing-episode.recorded.v1': ['force', (event) => `recorded that ${episodeSentence(event.code, event)}`],
  'safeguarding.sharing.decided-against.v1': ['force', (event) => `decided not to share with ${ofAgency(event)}${because(event)}`],
  'safeguarding.feedback.opened.v1': ['force', (event) => `read the feedback of ${ofAgency(event)}`],
  'safeguarding.referral.resent.v1': ['force', (event) => `sent it again to ${event.agency ?? 'several agencies'}${because(event)}`],
  'safeguarding.referral.followed-up.v1': ['force', (event) => `followed up ${ofAgency(event)}`],
  'safeguarding.ethnicity.conflict-raised.v1': ['publisher', (event) =>
    `found that ${ofAgency(event)} has recorded another ethnicity of ${childNamed(event)} than is on record (${inWords(event.code ?? 'different')})`],
  'safeguarding.incident.notified.v1': ['force', ({ code }) => `notified an incident${code === undefined ? '' : ` (${inWords(code)})`}`],
  'safeguarding.incident.linked.v1': ['force', ({ changeId }) => `linked it to the incident ${changeId ?? ''}`.trimEnd()],

  'safeguarding.machine.stated.v1': ['agency', (event, times) => (event.rung === undefined ? `received and stored a change${change('change', event.changeId)}` : OF_RUNG[event.rung](event, times))],
  'safeguarding.referral.acknowledged.v1': ['agency', (event, times) => (event.rung === undefined ? 'stated an unknown rung' : OF_RUNG[event.rung](event, times))],
  'safeguarding.update.acknowledged.v1': ['agency', (event) => `acknowledged a correction${change('correction', event.changeId)}`],
  'safeguarding.ethnicity.recorded.v1': ['agency', (event) => `recorded the ethnicity of ${childNamed(event)} as the child or carer stated it`],
  'safeguarding.milestone.stated.v1': ['agency', (event) => `${textOf(MILESTONE_TEXTS, event.code ?? 'stated a step')}${aboutChild(event)}`],

  'safeguarding.deadline.started.v1': ['watch', (event, times) => `started ${clockOf(event)}${due(event, times)}${inItsPlace(event)}`],
  'safeguarding.deadline.not-started.v1': ['watch', (event) => `could not calculate a due time for ${clockOf(event)}; the duty exists all the same${inItsPlace(event)}`],
  'safeguarding.deadline.warned.v1': ['watch', (event, times) => `warned ${called(event)} about ${clockOf(event)}${due(event, times)}${raised(event, times)}`],
  'safeguarding.deadline.breached.v1': ['watch', (event, times) => `recorded a breach: ${clockOf(event)} passed its due time without an answer${inItsPlace(event)}${raised(event, times)}`],
  'safeguarding.deadline.escalated.v1': ['watch', (event, times) => `called ${called(event)} about ${clockOf(event)}${due(event, times)}${raised(event, times)}`],
  'safeguarding.deadline.met.v1': ['watch', (event) =>
    `recorded that ${clockOf(event)} was met ${event.lateSeconds === undefined ? 'in time' : `late, by ${late(event)}`}, with ${textOf(CLOCK_STOPS, event.endedBy ?? 'an answer')}`],
  'safeguarding.deadline.cancelled.v1': ['watch', (event) =>
    `ended ${clockOf(event)}, because ${textOf(CLOCK_CANCELS, event.endedBy ?? 'its duty exists no longer')}${event.lateSeconds === undefined ? '' : `; it had been breached for ${late(event)}`}`],
  'safeguarding.deadline.superseded.v1': ['watch', (event) =>
    `${supersededVerb(event.endedBy)} ${clockOf(event)}, because ${textOf(CLOCK_CANCELS, event.endedBy ?? 'anchor-corrected')}${event.lateSeconds === undefined ? '' : `; it had been breached for ${late(event)}`}`],

  'safeguarding.statements.judged.v1': ['publisher', (event) => `notified ${ofAgency(event)} ${verdictNotified(event)}${event.omitted === undefined ? '' : `, and of ${event.omitted} more that the notice does not name`}`],
  'safeguarding.notice.referral-withdrawn.v1': ['publisher', (event) => `notified ${ofAgency(event)} of the withdrawal${because(event)}`],
  'safeguarding.notice.redirect-declined.v1': ['publisher', (event) =>
    `notified ${ofAgency(event)} that ${event.redirectedTo === event.agency ? 'a redirect to it' : `its redirect to ${event.redirectedTo ?? 'another agency'}`} was not followed${declined(event)}`],
  'safeguarding.notice.holder-changed.v1': ['publisher', (event) => `notified ${ofAgency(event)}: ${textOf(HOLDER_TEXTS, event.code ?? 'awaiting')}`],
};

function change(noun: string, changeId: string | undefined): string {
  return changeId === undefined ? '' : ` (${noun} ${changeId})`;
}

function declined({ reasonCode, successor }: EventFacts): string {
  return reasonCode === undefined ? '' : `: ${textOf(DECLINED, reasonCode)}${successor === undefined ? '' : `; its successor is ${successor}`}`;
}

/** The statement and its verdict are the code of the notice: `accepted-taken`. A notice of several statements has none. */
function verdictNotified({ code = '', reasonCode, statements }: EventFacts): string {
  const [, stated = '', verdict] = /^(.+)-(taken|waiting|refused)$/.exec(code) ?? [];
  if (verdict === undefined) return `of verdicts on ${statements ?? 'several'} of its statements`;
  const noun = (RUNGS as readonly string[]).includes(stated) ? statementNoun({ rung: stated as Rung }) : statementNoun({ kind: stated });
  // A redirect that counts may still not be followed, and then another notice has the reason.
  if (verdict === 'taken') return stated === 'redirected' ? `that its ${noun} is on record` : `that its ${noun} counts`;
  return `that its ${noun} does not count${verdict === 'waiting' ? ' yet' : ''}${reasonCode === undefined ? '' : `: ${notCountedReason(verdict, reasonCode)}`}`;
}

/** An event as an actor and the sentence after it. */
export interface EventSentence {
  /** The organisation or the part of the exchange that acted, with the person where one is recorded. */
  readonly who: string;
  /** "accepted it", with the verdict on a statement of an agency. */
  readonly what: string;
}

/** @param force the force of the referral, for the events whose row does not name it. */
export function eventSentence(event: EventFacts, times: Times, force?: string): EventSentence {
  const row = Object.hasOwn(EVENTS, event.type) ? EVENTS[event.type] : undefined;
  // An exchange of a later version may report an event that this program does not know.
  if (row === undefined) return { who: event.agency ?? event.force ?? 'the exchange', what: inWords(event.type) };
  const [actor, predicate] = row;
  return { who: actorOf(actor, event, force), what: withVerdict(event, predicate(event, times), times) };
}

function actorOf(actor: Actor, event: EventFacts, force: string | undefined): string {
  // A handover is made by a person of the force.
  const acts = actor === 'publisher' && event.reasonCode === 'handover' ? 'force' : actor;
  switch (acts) {
    case 'publisher':
      return 'the publisher';
    case 'watch':
      return 'the deadline watch';
    case 'force':
      return withPerson(event.force ?? force ?? 'the force', event);
    case 'agency':
      return event.type === 'safeguarding.machine.stated.v1' ? `${ofAgency(event)} (machine)` : withPerson(ofAgency(event), event);
  }
}

/** A system of a force has no name of its own: its events name the force as the actor. */
function withPerson(organisation: string, { actor, assertedBy }: EventFacts): string {
  if (actor === undefined || actor === organisation) return organisation;
  return assertedBy === undefined ? `${organisation} (${actor})` : `${organisation} (${actor}, asserted by ${assertedBy})`;
}

function withVerdict(event: EventFacts, sentence: string, times: Times): string {
  const { judgement } = event;
  if (judgement === undefined) return sentence;
  if (judgement.verdict !== 'waiting' && judgement.verdict !== 'refused') return `${sentence}${remarksOn(event, judgement, times)}`;
  return `stated that it ${sentence}; this does not count${judgement.verdict === 'waiting' ? ' yet' : ''}: ${notCountedReason(judgement.verdict, judgement.code ?? 'unknown')}`;
}
