import type { ClockPolicy, Partnership, Recipient } from '#libs/agreements';
import { encodeEvent, ReferralPublishedContract, unitCode, type DisclosedBy, type OutgoingMessage, type ReferralContent, type SubmitReferralRequest, type Topics } from '#libs/contracts';
import { caseKey, newId } from '#libs/kernel';
import { ethnicityMarkOf } from '#libs/safeguarding';

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

/**
 * Prepares everything that one commit makes durable: the referral, its expected answers, each recipient's own copy, and the fact of
 * the publication. Pure except for new ids.
 *
 * @param recipients of the content, as `checkSubmission` found them. At least one.
 */
export function prepareReferral(terms: PublishingTerms, submission: Submission, recipients: readonly Recipient[], at: Date): ReferralToStore {
  const { organisation, correlationId } = submission;
  const content = withGivenIds(submission.content);
  const referralId = newId();
  const acceptedAt = at.toISOString();
  const key = caseKey(terms.caseKeySecret, organisation, content.caseReference);
  const counting = { policy: terms.policy, referral: countedReferral(content) };
  const sharing = { referralId, caseKey: key, correlationId, content, hop: 1, issuedAt: acceptedAt, counting };
  const shared = recipients.map((recipient) => shareView(terms.topics, sharing, recipient));
  const sharedWith = shared.map(({ recipient }) => recipient);
  return {
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
  };
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
