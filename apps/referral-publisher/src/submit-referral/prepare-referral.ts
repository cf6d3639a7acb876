import {
  endedRecipients, referralFacts, resolveRecipients, unknownLinkedAgencies, urnsOf, type ClockPolicy, type EndedRecipient, type Partnership,
} from '#libs/agreements';
import { encodeEvent, ReferralPublishedContract, unitCode, type DisclosedBy, type OutgoingMessage, type ReferralContent, type SubmitReferralRequest, type Topics } from '#libs/contracts';
import { caseKey, failure, type Failure, newId, type Outcome, success } from '#libs/kernel';
import { ethnicityMarkOf, type ReferralProblem } from '#libs/safeguarding';

import { countedReferral } from '../counting.js';
import { childFactsOf, identitiesOf, withGivenIds } from '../given-ids.js';
import { PUBLISHER_SOURCE, shareView, type SharedWith } from '../share-view.js';
import type { ReferralToStore } from './referral.repository.js';

/** The terms that every referral of this publisher shares. */
export interface PublishingTerms {
  readonly partnership: Partnership;
  readonly policy: ClockPolicy;
  readonly topics: Topics;
  readonly caseKeySecret: string;
}

/** One request to publish a referral, already validated. */
export interface Submission {
  readonly organisation: string;
  readonly idempotencyKey: string;
  readonly requestDigest: string;
  readonly correlationId: string;
  readonly disclosedBy: DisclosedBy;
  readonly content: SubmitReferralRequest;
}

export type PreparationRefusal = Failure<'no-recipient' | 'unknown-area' | 'grade-not-shared'> | { readonly code: 'agency-ended'; readonly ended: readonly EndedRecipient[] };

/**
 * Prepares everything that one commit makes durable: the referral, its expected answers, each recipient's own copy, and the fact of
 * the publication. Pure except for new ids.
 *
 * @returns `no-recipient` when no agreement in force names a recipient, because the referral must not then look as if it had been
 * sent; `grade-not-shared` when local policy is the reason. `agency-ended` when an agreement names an agency that has ended, and not its successor. `unknown-area` when no agency serves the area, because a mistyped area would reach the child's school and no social worker.
 */
export function prepareReferral(terms: PublishingTerms, submission: Submission, at: Date): Outcome<ReferralToStore, PreparationRefusal> {
  const { organisation, correlationId } = submission;
  const content = withGivenIds(submission.content);
  if (!isServed(terms.partnership, content.area)) {
    return failure({ code: 'unknown-area', message: 'No agency of the partnership serves this area.' });
  }
  const facts = referralFacts(content, at);
  const ended = endedRecipients(terms.partnership, facts);
  if (ended.length > 0) return failure({ code: 'agency-ended', ended });
  const recipients = resolveRecipients(terms.partnership, facts);
  const { notShared: { grades } } = terms.partnership;
  if (recipients.length === 0 && grades.includes(content.risk.grade)) {
    return failure({ code: 'grade-not-shared', message: `Local policy does not share the ${grades.length === 1 ? 'grade' : 'grades'} ${grades.join(', ')}.` });
  }
  if (recipients.length === 0) {
    return failure({ code: 'no-recipient', message: 'No sharing agreement in force names a recipient for this concern, area and grade.' });
  }
  const referralId = newId();
  const acceptedAt = at.toISOString();
  const key = caseKey(terms.caseKeySecret, organisation, content.caseReference);
  const counting = { policy: terms.policy, referral: countedReferral(content) };
  const sharing = { referralId, caseKey: key, correlationId, content, hop: 1, issuedAt: acceptedAt, counting };
  const shared = recipients.map((recipient) => shareView(terms.topics, sharing, recipient));
  const sharedWith = shared.map(({ recipient }) => recipient);
  return success({
    referralId,
    organisation,
    idempotencyKey: submission.idempotencyKey,
    requestDigest: submission.requestDigest,
    caseKey: key,
    correlationId,
    acceptedAt,
    counted: counting.referral,
    content,
    children: identitiesOf(content),
    recipients: sharedWith,
    // The fact goes first, because readers should know the expected answers before the first answer can come.
    messages: [publishedFact(terms.topics, { ...sharing, disclosedBy: submission.disclosedBy }, sharedWith), ...shared.map(({ message }) => message)],
  });
}

/**
 * The ids in a referral that the partnership does not have. A link to an agency that does not exist would hide nothing from the intended
 * one, and an area that no agency serves would leave its child without a hub. A problem names the place, never the id.
 */
export function linkProblems(partnership: Partnership, content: SubmitReferralRequest): ReferralProblem[] {
  const links = unknownLinkedAgencies(partnership, content).map((index): ReferralProblem => ({
    pointer: `/allegedAbuser/linkedAgencies/${index}`, code: 'unknown-agency', message: 'The partnership has no such agency. Name one of its agencies by its id.',
  }));
  const areas = content.children.flatMap(({ area }, index): ReferralProblem[] => (area === undefined || isServed(partnership, area)
    ? []
    : [{ pointer: `/children/${index}/area`, code: 'unknown-area', message: 'No agency of the partnership serves this area. Give its id in the partnership.' }]));
  return [...links, ...areas];
}

/** The place of an ended agency in the content: the school of a child, or the area that it served. */
export function endedProblems({ agencies }: Partnership, { children }: SubmitReferralRequest, ended: readonly EndedRecipient[]): ReferralProblem[] {
  return ended.flatMap(({ agency, message }) => {
    const urns = urnsOf(agencies.find(({ id }) => id === agency) ?? { urn: null });
    const places = children.flatMap(({ school }, index) => (school?.urn !== undefined && urns.includes(school.urn) ? [`/children/${index}/school/urn`] : []));
    return (places.length > 0 ? places : ['/area']).map((pointer) => ({ pointer, code: 'agency-ended', message }));
  });
}

/** Whether an agency serves this area. A partnership whose agencies name no areas serves them all alike. */
export function isServed({ agencies }: Partnership, area: string): boolean {
  const stated = agencies.flatMap(({ areas }) => areas);
  return stated.length === 0 || stated.includes(area);
}

interface Published {
  readonly referralId: string;
  readonly caseKey: string;
  readonly correlationId: string;
  readonly content: ReferralContent;
  readonly issuedAt: string;
  readonly disclosedBy: DisclosedBy;
}

/** The fact of the publication: codes, times and digests, without the content. */
function publishedFact(topics: Topics, published: Published, recipients: readonly SharedWith[]): OutgoingMessage {
  const { referralId, content, issuedAt } = published;
  const { referrer, incident, risk } = content;
  const unit = unitCode(referrer.unit);
  return encodeEvent(ReferralPublishedContract, {
    topic: topics.lifecycle(),
    key: published.caseKey,
    id: newId(),
    source: PUBLISHER_SOURCE,
    subject: referralId,
    time: issuedAt,
    correlationId: published.correlationId,
    data: {
      referralId,
      caseKey: published.caseKey,
      force: referrer.force,
      // Free text for a unit stays with the recipients, because facts carry codes only.
      ...(unit !== undefined && { unit }),
      area: content.area,
      grade: risk.grade,
      concernTypes: content.concern.types,
      children: childFactsOf(content),
      disclosedBy: published.disclosedBy,
      publishedAt: issuedAt,
      occurredAt: incident.occurredAt,
      reportedAt: incident.reportedAt,
      ...(incident.assessedAt !== undefined && { assessedAt: incident.assessedAt }),
      gradedAt: risk.gradedAt,
      recipients,
      // The fact carries how the ethnicity was recorded, because the ethnicity itself stays with the recipients.
      ethnicity: content.children.map((child) => ({ childId: child.childId, ...ethnicityMarkOf(child) })),
    },
  });
}
