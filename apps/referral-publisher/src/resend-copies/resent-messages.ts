import { viewOf } from '#libs/agreements';
import {
  encodeEvent, ReferralCorrectedContract, ReferralMissingEpisodeUpdatedContract, ReferralRegradedContract, ReferralSharedContract, ReferralWithdrawnContract,
  type Expectation, type OutgoingMessage, type ReferralCorrected, type ReferralMissingEpisodeUpdated, type ReferralRegraded, type ReferralView,
  type ReferralWithdrawn, type UpdatedCopy,
} from '#libs/contracts';
import { newId } from '#libs/kernel';

import type { ReferralToChange } from '../change-referral/changes.js';
import type { Holder, PresentReferral } from '../change-referral/present-referral.js';
import { SOMEWHERE } from '../change-referral/plan-update.js';
import { agencyEvent, type EventContext } from '../publish-event.js';
import { mayKnowOf, visibleTo } from '../record-missing-episode/episode-views.js';
import { PUBLISHER_SOURCE } from '../share-view.js';
import type { UndeliveredChange } from './resend.repository.js';
import type { Rights } from './rights-of-holder.js';

/** A resending, as its messages name it. */
export interface Resending {
  readonly resendId: string;
  readonly context: Omit<EventContext, 'key' | 'referralId'>;
}

type Updating = ReferralCorrected | ReferralRegraded | ReferralMissingEpisodeUpdated | ReferralWithdrawn;

/** The present view of a referral once more, in a message of its own. What the agency is asked, and since when, is as in the first copy. */
export function resentReferral(
  { resendId, context: { topics, correlationId, time } }: Resending, { referralId, caseKey, content, version }: ReferralToChange, { agency, hop, publishedAt }: Holder,
  expectation: Expectation, { recipient }: Rights,
): OutgoingMessage {
  const { agreement, purpose } = recipient;
  return encodeEvent(ReferralSharedContract, {
    topic: topics.referral(agency), key: caseKey, id: newId(), source: PUBLISHER_SOURCE, subject: referralId, time, correlationId,
    data: {
      referralId, hop, sender: { force: content.referrer.force, unit: content.referrer.unit }, recipient: agency, agreement, purpose, expectation,
      issuedAt: publishedAt, again: { resendId, at: time, version }, marking: content.marking, view: viewOf(content, recipient),
    },
  });
}

/**
 * A change once more, as it was sent, with the present view instead of the one of then.
 *
 * @returns undefined where the agency may see nothing of what it is about any more.
 */
export function resentChange(
  { context }: Resending, { referralId, caseKey, content, version }: ReferralToChange, { agency, hop }: Holder, { data, operation }: UndeliveredChange, rights: Rights,
): OutgoingMessage | undefined {
  const { recipient, recipient: { agreement, purpose }, isNarrower } = rights;
  const view = viewOf(content, recipient);
  const copy: UpdatedCopy = { version, hop, agreement, purpose, marking: content.marking, view };
  const change = changeWithin(operation, { ...data, copy } as unknown as Updating, view, isNarrower);
  return change && agencyEvent(change.contract, { ...context, key: caseKey, referralId }, agency, change.data);
}

/** The withdrawal once more. It has no content. */
export function resentWithdrawal({ context }: Resending, { referralId, caseKey }: PresentReferral, { agency, data }: UndeliveredChange): OutgoingMessage {
  return agencyEvent(ReferralWithdrawnContract, { ...context, key: caseKey, referralId }, agency, data as ReferralWithdrawn);
}

/** Where the agency may see less than then, no place, grade or episode is named that the view does not show. */
function changeWithin(operation: string, data: Updating, view: ReferralView, isNarrower: boolean) {
  if (operation === 'correction') {
    const correction = data as ReferralCorrected;
    return { contract: ReferralCorrectedContract, data: isNarrower ? { ...correction, fields: [SOMEWHERE] } : correction };
  }
  if (operation === 'regrade') {
    const { grade, ...regrade } = data as ReferralRegraded;
    return { contract: ReferralRegradedContract, data: { ...regrade, ...(grade !== undefined && view.risk?.grade !== undefined && { grade }) } };
  }
  const { riskLevel, informationSource, informationObtainedAt, ...event } = data as ReferralMissingEpisodeUpdated;
  if (!mayKnowOf(event.kind, event, view)) return undefined;
  const { kind, at } = event;
  const stated = given({ riskLevel, informationSource, informationObtainedAt });
  return { contract: ReferralMissingEpisodeUpdatedContract, data: { ...event, ...visibleTo({ view }, event, { kind, at, ...stated }) } };
}

function given<Fields extends object>(fields: Fields): { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}
