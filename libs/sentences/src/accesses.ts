import type { AuditAccess } from '#libs/contracts';

import { inWords } from './codes.js';

/** The part of a record of access that its sentence needs. */
export type AccessFacts = Pick<AuditAccess, 'action' | 'outcome' | 'organisation' | 'client'> & Partial<AuditAccess>;

export interface AccessSentence {
  /** `northshire-csc (sw-0142, named by northshire-case-management)`. */
  readonly who: string;
  /** The sentence after the actor. */
  readonly what: string;
}

/** Each action: what a caller did who was let, and what a caller wanted to do who was not. */
const ACTIONS: Readonly<Record<string, readonly [did: string, todo: string]>> = {
  'referral.submit': ['published a referral', 'publish a referral'],
  'referral.list': ['listed referrals', 'list referrals'],
  'referral.read-status': ['read the status', 'read the status'],
  'referral.correct': ['corrected the referral', 'correct the referral'],
  'referral.withdraw': ['withdrew the referral', 'withdraw the referral'],
  'referral.grade-risk': ['graded the risk', 'grade the risk'],
  'referral.record-episode': ['recorded a missing episode', 'record a missing episode'],
  'referral.follow-up': ['followed the referral up', 'follow the referral up'],
  'referral.open-feedback': ['opened feedback', 'open feedback'],
  'referral.decide-not-to-share': ['decided not to share', 'decide not to share'],
  'referral.resend': ['had copies sent again', 'have copies sent again'],
  'referral.list-undelivered': ['listed undelivered copies', 'list undelivered copies'],
  'incident.decide-not-to-share': ['decided not to share an incident', 'decide not to share an incident'],
  'incident.notify': ['notified an incident', 'notify an incident'],
  'incident.read': ['read an incident', 'read an incident'],
  'incident.link': ['linked an incident', 'link an incident'],
  'agency.list-open-referrals': ['listed the open referrals of an agency', 'list the open referrals of an agency'],
  'agency.hand-over': ['handed referrals over', 'hand referrals over'],
  'inbox.list': ['listed the inbox', 'list the inbox'],
  'inbox.count': ['counted the inbox', 'count the inbox'],
  'inbox.open': ['opened the content', 'open the content'],
  'inbox.accept': ['accepted the referral', 'accept the referral'],
  'inbox.refuse': ['refused the referral', 'refuse the referral'],
  'inbox.redirect': ['redirected the referral', 'redirect the referral'],
  'inbox.decide': ['decided', 'decide'],
  'inbox.feed-back': ['gave feedback', 'give feedback'],
  'inbox.acknowledge-correction': ['acknowledged a correction', 'acknowledge a correction'],
  'inbox.record-ethnicity': ['recorded an ethnicity', 'record an ethnicity'],
  'inbox.state-milestone': ['stated a milestone', 'state a milestone'],
  'audit.search-events': ['searched the event log', 'search the event log'],
  'audit.export-events': ['exported the event log', 'export the event log'],
  'audit.read-manifest': ['read the manifest of an export', 'read the manifest of an export'],
  'audit.list-referrals': ['listed referrals in the audit', 'list referrals in the audit'],
  'audit.read-timeline': ['read the timeline', 'read the timeline'],
  'audit.list-awaiting': ['listed unanswered referrals', 'list unanswered referrals'],
  'audit.list-overdue': ['listed overdue clocks', 'list overdue clocks'],
  'audit.list-gaps': ['listed gaps', 'list gaps'],
  'audit.count-gaps': ['counted gaps by unit', 'count gaps by unit'],
  'audit.list-access': ['listed records of access', 'list records of access'],
  'audit.export-access': ['exported records of access', 'export records of access'],
  'audit.count-agencies': ['counted by agency', 'count by agency'],
  'audit.list-measures': ['listed the measures', 'list the measures'],
  'audit.read-measure': ['read a measure', 'read a measure'],
  'audit.list-recommendations': ['listed recommendations', 'list recommendations'],
  'audit.read-recommendation': ['read a recommendation', 'read a recommendation'],
  'dead-letters.list': ['listed dead letters', 'list dead letters'],
  'dead-letters.read': ['read a dead letter', 'read a dead letter'],
  'dead-letters.replay': ['replayed a dead letter', 'replay a dead letter'],
  'dead-letters.discard': ['discarded a dead letter', 'discard a dead letter'],
  'clocks.list': ['listed clocks', 'list clocks'],
};
export const ACTIONS_WITH_A_SENTENCE: readonly string[] = Object.keys(ACTIONS);

/** A record of access as a plain sentence. An action of a later version is shown by its name. */
export function accessSentence(access: AccessFacts): AccessSentence {
  return { who: whoOf(access), what: `${deedOf(access)}${aboutOf(access)}${access.outcome === 'denied' ? ` (${access.problem ?? access.status})` : becauseOf(access)}` };
}

function whoOf({ organisation, person, assertedBy, client }: AccessFacts): string {
  if (person === undefined) return `${organisation} (system ${client})`;
  return `${organisation} (${person}${assertedBy === undefined ? '' : `, named by ${assertedBy}`})`;
}

function deedOf({ action, outcome }: AccessFacts): string {
  const [did, todo] = ACTIONS[action] ?? [`did "${inWords(action)}"`, `do "${inWords(action)}"`];
  if (outcome === 'granted') return did;
  return `was denied: ${todo}`;
}

function aboutOf({ referralIds = [], resource, agency, rows, filters = [] }: AccessFacts): string {
  const [referral] = referralIds;
  const asked = filters.filter(({ name }) => name !== 'limit' && name !== 'cursor' && name !== 'by').map(({ name, value }) => (value === undefined ? name : `${name} ${value}`));
  const parts = [
    ...(rows === undefined && referral !== undefined ? [`of ${referral}`] : []), ...(agency === undefined ? [] : [`of ${agency}`]), ...(resource === undefined ? [] : [resource]),
    ...(asked.length === 0 ? [] : [`by ${asked.join(', ')}`]),
  ];
  return `${parts.length === 0 ? '' : ` ${parts.join(' ')}`}${rows === undefined ? '' : `: ${rows} ${rows === 1 ? 'row' : 'rows'}`}`;
}

function becauseOf({ reason }: AccessFacts): string {
  return reason === undefined ? '' : `, for ${inWords(reason)}`;
}
