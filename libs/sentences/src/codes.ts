import type { ForwardingDeclinedReason, HolderState, InboxVerdict, Milestone, MissingEpisodeEventKind, Rung } from '#libs/contracts';
import type { ANCHOR_CORRECTED, CancelEvent, StatementMark, StatementRefusal, StopEvent } from '#libs/safeguarding';

import { childNamed, type Subject } from './subject.js';

/** A code as words: `not-our-area` becomes "not our area". For codes that read as words; the tables below have the others. */
export function inWords(code: string): string {
  return code.replaceAll(/[-_]/g, ' ');
}

/** The text of a code of a closed list; a code of a later version is shown as words. */
export function textOf<Code extends string>(texts: Readonly<Record<Code, string>>, code: string): string {
  return Object.hasOwn(texts, code) ? texts[code as Code] : inWords(code);
}

/** Statements of agencies as nouns. */
export const RUNG_NOUNS: Readonly<Record<Rung, string>> = {
  published: 'publication', delivered: 'delivery', rejected: 'rejection', opened: 'opening', accepted: 'acceptance', refused: 'refusal',
  redirected: 'redirect', decided: 'decision', fed_back: 'feedback',
};

/** Rungs as the state that an agency has reached. */
export const RUNG_STATES: Readonly<Record<Rung, string>> = {
  published: 'published to it', delivered: 'delivered', rejected: 'rejected by its machine', opened: 'opened', accepted: 'accepted', refused: 'refused',
  redirected: 'redirected', decided: 'decided', fed_back: 'fed back',
};

export const REFUSALS: Readonly<Record<StatementRefusal | 'other-code', string>> = {
  'wrong-agency': 'it speaks for another agency',
  'wrong-partition': 'it is not in the partition of its copy',
  'other-content': 'its digest is not that of the copy',
  'other-hop': 'it names another hop than its copy',
  'other-change': 'its copy carries another change',
  'id-used': 'another statement has its id',
  'answered-otherwise': 'the agency has answered in another way',
  'too-many': 'the agency has made too many statements about the referral',
  'other-code': 'the digest in its record is that of another code',
};

/** What a waiting statement waits for. */
export const MISSING: Readonly<Record<'copy' | 'opened' | 'accepted' | 'answer' | 'statement', string>> = {
  copy: 'its copy is not known',
  opened: 'the opening of the agency is missing',
  accepted: 'the acceptance of the agency is missing',
  answer: 'the answer of the agency is missing',
  statement: 'the record that it belongs to is missing',
};

export const MARKS: Readonly<Record<StatementMark | 'stated-after-due', string>> = {
  'delivery-missing': 'its delivery was not stated before',
  'claimed-before-cause': 'it claims a time before the referral was sent, so the time of the broker counts',
  'claimed-after-storage': 'it claims a time in the future, so the time of the broker counts',
  'work-before-copy': 'it claims work before the referral was sent',
  'work-after-storage': 'it claims work in the future',
  'stated-after-due': 'stated after the due time; it counts as claimed, and the breach stays',
};

/** The reasons why a redirect was not followed. */
export const DECLINED: Readonly<Record<ForwardingDeclinedReason, string>> = {
  'unknown-agency': 'the partnership has no such agency',
  'no-agreement': 'no agreement in force allows sharing with it',
  'already-a-recipient': 'it has the referral already',
  'too-many-hops': 'the referral has been redirected too often',
  'content-no-longer-held': 'the exchange no longer holds the content',
  'agency-ended': 'that agency has ended',
  withdrawn: 'the referral was withdrawn',
};

/** Each event of a missing episode after the child as the subject. */
const EPISODE_EVENTS: Readonly<Record<Exclude<MissingEpisodeEventKind, 'found-in-error'>, string>> = {
  reported: 'was reported missing',
  'risk-level-set': 'has a new risk level while missing',
  found: 'was found or came back',
  'prevention-interview-held': 'had a prevention interview',
  'return-interview-offered': 'was offered a return interview',
  'return-interview-held': 'had a return interview',
  'return-interview-declined': 'declined a return interview',
};

/** "child … was found or came back": an event of a missing episode as a clause. */
export function episodeSentence(event: string | undefined, subject: Subject): string {
  const child = childNamed(subject);
  if (event === 'found-in-error') return `the find of ${child} was an error, and the child is still missing`;
  return `${child} ${textOf(EPISODE_EVENTS, event ?? 'has a new event')}`;
}

export const MILESTONE_TEXTS: Readonly<Record<Milestone, string>> = {
  'strategy-discussion-held': 'held the strategy discussion',
  'section-47-started': 'started the section 47 enquiry',
  'conference-held': 'held the child protection conference',
  'conference-not-required': 'found that no conference is required',
  'assessment-started': 'started the assessment',
  'assessment-completed': 'completed the assessment',
  'assessment-not-required': 'found that no assessment is required',
  'return-interview-offered': 'offered the return interview',
  'return-interview-held': 'held the return interview',
  'return-interview-declined': 'recorded that the return interview was declined',
};

/** The event that ended a clock, after "by" or "because". */
export const CLOCK_STOPS: Readonly<Record<StopEvent, string>> = {
  opened: 'the opening', accepted: 'the acceptance', decided: 'the decision', 'conference-held': 'the conference', 'assessment-completed': 'the completed assessment',
  'return-interview-held': 'the return interview', 'referrer-followed-up': 'the follow-up of the referrer', 'correction-acknowledged': 'the acknowledgement of the correction',
};
export const CLOCK_CANCELS: Readonly<Record<CancelEvent | typeof ANCHOR_CORRECTED, string>> = {
  'referral-withdrawn': 'the referral was withdrawn',
  'another-agency-asked': 'another agency is asked',
  'handed-over': 'the agency has ended, and its successor was sent the referral',
  'end-taken-back': 'the end of an agency was recorded in error',
  'conference-not-required': 'no conference is required',
  'assessment-not-required': 'no assessment is required',
  'return-interview-declined': 'the return interview was declined',
  'child-not-returned': 'the child was recorded as found in error',
  'child-removed': 'the child was taken out of the referral',
  'grounds-taken-back': 'a correction took the domestic abuse, or the child of this notice, out of the referral',
  'anchor-corrected': 'the time that it counted from was corrected',
};

/** What became of a superseded clock: another one took its place, or a clock without a due time lost its duty. */
export function supersededVerb(endedBy = 'anchor-corrected'): 'replaced' | 'ended' {
  return endedBy === 'anchor-corrected' ? 'replaced' : 'ended';
}

export const VERDICTS: Readonly<Record<InboxVerdict, string>> = { stated: 'not confirmed yet', taken: 'counts', waiting: 'does not count yet', refused: 'does not count' };

export const HOLDER_TEXTS: Readonly<Record<HolderState, string>> = {
  'no-holder': 'no agency has the child', held: 'an agency has the child', awaiting: 'another agency is asked to take the child',
};
