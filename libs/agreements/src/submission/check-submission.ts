import type { ProblemCode, SubmitReferralRequest } from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';
import { checkReferral, type ReferralProblem } from '#libs/safeguarding';

import { urnsOf, type Partnership } from '../model/partnership.js';
import type { Recipient } from '../routing/compile.js';
import { referralFacts, unknownLinkedAgencies } from '../routing/facts.js';
import { endedRecipients, resolveRecipients, type EndedRecipient } from '../routing/routing.js';
import { childrenNotSent } from '../views/children-shown.js';

/** One place of a content that stands against its publication. It holds no value. */
export interface SubmissionFault {
  /** RFC 6901. */
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** Why a content is not published, by the stable code of the publisher's answer. */
export interface SubmissionRefusal {
  readonly code: Extract<ProblemCode, 'IDN-012' | 'REF-006' | 'REF-007' | 'REF-008' | 'REF-030'>;
  readonly faults: readonly SubmissionFault[];
  /** Explains this case, instead of the problem's general explanation. */
  readonly detail?: string;
}

const NOT_SHARED = 'The partnership has agreed to share no referral of this grade (notShared in its file). If the child needs protection, grade the risk again, '
  + 'or refer by the agreed alternative at once.';

/**
 * Everything that decides, from the content, the partnership and the time alone, whether a referral is published, and for which
 * recipients. The publisher and `exchange referral submit --check-only` call it. Only stored state decides the rest: whether the
 * idempotency key was used before.
 *
 * IDN-012: the sender is no force, so the table of actions refuses it. REF-008: it is not the force of the content. REF-007: the content breaks a rule, or names an agency or an area that
 * the partnership does not have. REF-030: an agreement names an agency that has ended, and not its successor. REF-006: no agency serves the
 * area, because a mistyped area would reach the child's school and no social worker; local policy does not share the grade; no agreement in
 * force names a recipient, because the referral must not then look as if it had been sent; or agencies are asked to decide and none of them
 * would be sent one of the children, because no agency would have that child while its siblings look as if they were taken care of.
 */
export function checkSubmission(partnership: Partnership, organisation: string, content: SubmitReferralRequest, at: Date): Outcome<readonly Recipient[], SubmissionRefusal> {
  const isForce = partnership.forces.some(({ id }) => id === organisation);
  if (!isForce) return refuse('IDN-012');
  if (content.referrer.force !== organisation) return refuse('REF-008');
  const problems = [...checkReferral(content, at), ...linkProblems(partnership, content)];
  if (problems.length > 0) return refuse('REF-007', problems);
  if (!isServed(partnership, content.area)) return refuse('REF-006', [unknownArea('/area')]);
  const facts = referralFacts(content, at);
  const ended = endedRecipients(partnership, facts);
  if (ended.length > 0) return refuse('REF-030', endedProblems(partnership, content, ended));
  const recipients = resolveRecipients(partnership, facts);
  const notSent = childrenNotSent(content, recipients);
  if (notSent.length > 0) return refuse('REF-006', notSent.map((index) => childNotSent(content, index)));
  if (recipients.length > 0) return success(recipients);
  const { notShared: { grades } } = partnership;
  if (!grades.includes(content.risk.grade)) return refuse('REF-006');
  const message = `Local policy does not share the ${grades.length === 1 ? 'grade' : 'grades'} ${grades.join(', ')}.`;
  return refuse('REF-006', [{ pointer: '/risk/grade', code: 'grade-not-shared', message }], NOT_SHARED);
}

function refuse(code: SubmissionRefusal['code'], faults: readonly SubmissionFault[] = [], detail?: string): Outcome<never, SubmissionRefusal> {
  return failure({ code, faults, ...(detail !== undefined && { detail }) });
}

/**
 * The ids in a referral that the partnership does not have. A link to an agency that does not exist would hide nothing from the intended
 * one, and an area that no agency serves would leave its child without a hub. A problem names the place, never the id.
 */
export function linkProblems(partnership: Partnership, content: SubmitReferralRequest): ReferralProblem[] {
  const links = unknownLinkedAgencies(partnership, content).map((index): ReferralProblem => ({
    pointer: `/allegedAbuser/linkedAgencies/${index}`, code: 'unknown-agency', message: 'The partnership has no such agency. Name one of its agencies by its id.',
  }));
  const areas = content.children.flatMap(({ area }, index): ReferralProblem[] =>
    (area === undefined || isServed(partnership, area) ? [] : [unknownArea(`/children/${index}/area`)]));
  return [...links, ...areas];
}

/** The fault of an area that no agency serves. */
export function unknownArea(pointer: string): ReferralProblem {
  return { pointer, code: 'unknown-area', message: 'No agency of the partnership serves this area. Give its id in the partnership.' };
}

/** The fault of a child whom no agency that is asked to decide would be sent. */
export function childNotSent({ children }: SubmitReferralRequest, index: number): ReferralProblem {
  return {
    pointer: `/children/${index}${children[index]?.area === undefined ? '' : '/area'}`, code: 'child-not-sent',
    message: 'No agreement sends this child to an agency that is asked to decide. Check the area of the child; if it is right, refer this child by the agreed alternative, '
      + 'and its siblings without this child.',
  };
}

/** Whether an agency serves this area. A partnership whose agencies name no areas serves them all alike. */
export function isServed({ agencies }: Pick<Partnership, 'agencies'>, area: string): boolean {
  const stated = agencies.flatMap(({ areas }) => areas);
  return stated.length === 0 || stated.includes(area);
}

/** The place of an ended agency in the content: the school of a child, or the area that it served. */
function endedProblems({ agencies }: Partnership, { children }: SubmitReferralRequest, ended: readonly EndedRecipient[]): readonly SubmissionFault[] {
  return ended.flatMap(({ agency, message }) => {
    const urns = urnsOf(agencies.find(({ id }) => id === agency) ?? { urn: null });
    const places = children.flatMap(({ school }, index) => (school?.urn !== undefined && urns.includes(school.urn) ? [`/children/${index}/school/urn`] : []));
    return (places.length > 0 ? places : ['/area']).map((pointer) => ({ pointer, code: 'agency-ended', message }));
  });
}
