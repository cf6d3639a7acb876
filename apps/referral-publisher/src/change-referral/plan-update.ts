import { childrenShownBy, endingOn, masksThatApply, recipientFor, referralFacts, resolveRecipients, viewOf, type Partnership, type Recipient, type ReferralFacts } from '#libs/agreements';
import type { ReferralView, ReferralContent, ShownChildren } from '#libs/contracts';
import { toLocalTime } from '#libs/safeguarding';

import { changedPlaces } from './changed-places.js';
import type { Holder, PresentReferral } from './present-referral.js';

/** An agency that holds the referral and is sent its present view. */
export interface NotifiedHolder {
  readonly holder: Holder;
  readonly recipient: Recipient;
  /** The places where its view differs. Empty where the agency is notified for another reason. */
  readonly fields: readonly string[];
  readonly view: ReferralView;
}

export interface UpdatePlan {
  /** The places where the content differs. */
  readonly fields: readonly string[];
  readonly notified: readonly NotifiedHolder[];
  /** Agencies that hold the referral although no agreement gives them a view of it any more. */
  readonly notNotified: readonly string[];
  /** Recipients that an agreement names after the change and that do not hold the referral yet. */
  readonly added: readonly Recipient[];
  /** The rights of every agency that may be sent the changed content, whether it differs for it or not. */
  readonly rights: readonly Recipient[];
  /** The agencies whose copy shows some of the children only after the change. */
  readonly shown: readonly ShownChildren[];
}

/**
 * Decides which agencies are notified when the content of a referral changes. The view of an agency decides, because an agency must
 * not be notified of a change in a part that it never saw. Pure.
 *
 * @param isConcerned selects, by their views, agencies that are notified although their view does not differ.
 */
export function planUpdate(
  partnership: Partnership,
  referral: PresentReferral & { readonly content: ReferralContent },
  content: ReferralContent,
  at: Date,
  isConcerned: (view: ReferralView) => boolean = () => false,
): UpdatePlan {
  const notified: NotifiedHolder[] = [];
  const notNotified: string[] = [];
  const rights: Recipient[] = [];
  const shown: ShownChildren[] = [];
  const today = toLocalTime(at.getTime()).date;
  const ended = new Set(partnership.agencies.filter((agency) => endingOn(agency, today) !== undefined).map(({ id }) => id));
  for (const holder of referral.holders) {
    // An agency that has ended is sent nothing more about a child.
    const recipient = ended.has(holder.agency) ? undefined : holderAs(partnership, referral, holder, at);
    if (recipient === undefined) {
      notNotified.push(holder.agency);
      shown.push(...keptBy(holder, referral.content, content));
      continue;
    }
    const view = viewOf(content, recipient);
    const before = viewOf(referral.content, recipient);
    rights.push(recipient);
    const children = childrenShownBy(content, recipient, view);
    if (children !== undefined) shown.push({ agency: holder.agency, children });
    const isDifferent = changedPlaces(before, view).length > 0;
    if (isDifferent || isConcerned(view)) notified.push({ holder, recipient, fields: placesNamed(referral.content, content, recipient), view });
  }
  const holding = new Set(referral.holders.map(({ agency }) => agency));
  const added = resolveRecipients(partnership, referralFacts(content, at)).filter(({ agency }) => !holding.has(agency));
  return { fields: changedPlaces(referral.content, content), notified, notNotified, added, rights: [...rights, ...added], shown };
}

/** The children of the copy of an agency that is not sent the change, as far as the referral still has them. */
function keptBy({ agency, children }: Holder, before: ReferralContent, content: ReferralContent): readonly ShownChildren[] {
  const shown = new Set(children ?? before.children.map(({ childId }) => childId));
  const kept = content.children.flatMap(({ childId }) => (shown.has(childId) ? [childId] : []));
  return kept.length === content.children.length ? [] : [{ agency, children: kept }];
}

/** The place that is named when no other may be. Every view with a home, a school or an officer's free text has it. */
export const SOMEWHERE = '/children';

/**
 * The places that an agency is notified of. A part that a mask hides from now on leaves the agency's view like any other part. Its
 * place is not named, because the name would show that a part is hidden, and where.
 */
function placesNamed(before: ReferralContent, content: ReferralContent, recipient: Recipient): readonly string[] {
  const view = viewOf(content, recipient);
  const masks = masksThatApply(content, recipient);
  const places = changedPlaces(viewOf(before, recipient, masks), view);
  return places.length === 0 && changedPlaces(viewOf(before, recipient), view).length > 0 ? [SOMEWHERE] : places;
}

/**
 * The rights of an agency that holds the referral: those that it had when it received its copy. Under the facts of today no
 * agreement may name it any more (the child moved, the grade fell), although it holds the wrong content.
 */
export function holderAs(
  partnership: Partnership,
  referral: PresentReferral & { readonly content: ReferralContent },
  holder: Holder,
  at: Date,
): Recipient | undefined {
  const asNamed = recipientFor(partnership, holder.agency, factsThen(referral, holder, at));
  if (asNamed.ok) return asNamed.value;
  const asToday = recipientFor(partnership, holder.agency, referralFacts(referral.content, at));
  return asToday.ok ? asToday.value : undefined;
}

/** The facts of the content that named an agency, on the day when it was sent its copy. */
export function factsThen(referral: PresentReferral & { readonly content: ReferralContent }, { contentVersion, publishedAt }: Holder, at: Date): ReferralFacts {
  return { ...referralFacts(referral.content, at), ...referral.earlierFacts.get(contentVersion), on: toLocalTime(Date.parse(publishedAt)).date };
}
