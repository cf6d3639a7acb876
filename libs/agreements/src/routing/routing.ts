import type { ForwardingDeclinedReason } from '#libs/contracts';
import { failure, success, type Failure, type Outcome } from '#libs/kernel';

import {
  childrenIn, compilePartnership, recipientUnder, type CompiledAgreement, type CompiledPartnership, type CompiledRule, type Grant, type Recipient,
} from './compile.js';
import { isMetByChild, isMetByReferral, type RoutedChild } from './condition.js';
import type { ReferralFacts } from './facts.js';
import { endingOn, successorOn, type Ending, type Partnership } from '../model/partnership.js';

type Grants = [Grant, ...Grant[]];

/**
 * All recipients of a referral, in the order of the partnership file.
 *
 * An agency that several routes name receives one copy. The first route, in the order of the agreements and of their routes, is
 * the cited one: it gives agreement, purpose, lawful basis and retention. The expectation is the strictest of all routes. The
 * fields are the union of the views for all matched purposes, less the fields that a mask of any of them hides. `routes` names
 * every rule. A school is a recipient only if a child of the referral is on its roll. A view of children without a school makes
 * no recipient if there is no such child. An agency that has ended is none; {@link endedRecipients} names it.
 */
export function resolveRecipients(partnership: Partnership, facts: ReferralFacts): readonly Recipient[] {
  const ready = compilePartnership(partnership);
  return [...grantsByAgency(ready, facts).values()]
    .filter(([{ agency }]) => endingOn(agency, facts.on) === undefined)
    .toSorted(([one], [other]) => one.order - other.order)
    .map((grants) => recipientUnder(ready, grants, facts));
}

/**
 * Whether an agency that a redirect names may receive the referral, and as which recipient. The redirects of the agreements
 * decide, and the routes: an agency that a route names may always receive it, and then as at publication. A redirect adds nothing to a
 * route, because a correction must not show an agency children whom its route leaves out.
 */
export function recipientFor(
  partnership: Partnership,
  agencyId: string,
  facts: ReferralFacts,
): Outcome<Recipient, RedirectRefusal> {
  const ready = compilePartnership(partnership);
  if (!ready.agencies.has(agencyId)) {
    return failure({ code: 'unknown-agency', message: 'The partnership does not have this agency. Name one of its agencies.' });
  }
  const ending = endingOn(ready.agencies.get(agencyId)?.agency ?? {}, facts.on);
  if (ending !== undefined) return failure({ code: 'agency-ended', message: endedMessage(partnership, agencyId, ending, facts.on).message });
  const [first, ...more] = grantsByAgency(ready, facts).get(agencyId) ?? redirectGrants(ready, agencyId, facts);
  if (first !== undefined) return success(recipientUnder(ready, [first, ...more], facts));
  return failure({
    code: 'no-agreement',
    message: 'No sharing agreement in force allows sharing with this agency. Refuse the referral with a reason, so that the sender can decide.',
  });
}

/** Whether any rule of an agreement in force lets an agency receive a referral of this force, on any subject. */
export function mayReceive(partnership: Partnership, agencyId: string, facts: Pick<ReferralFacts, 'force' | 'on'>): boolean {
  return inForce(compilePartnership(partnership), facts).some(({ routes, redirects }) =>
    [...routes, ...redirects].some(({ grants, schoolGrants }) => [...grants, ...[...schoolGrants.values()].flat()].some(({ agency }) => agency.id === agencyId)));
}

type RedirectRefusal = Failure<Extract<ForwardingDeclinedReason, 'unknown-agency' | 'no-agreement' | 'agency-ended'>>;

/** An ended agency that the rules name for a referral. */
export interface EndedRecipient {
  readonly agency: string;
  /** The agency that takes on its referrals, where there is one. */
  readonly successor?: string;
  readonly message: string;
}

/**
 * The ended agencies that the routes name for a referral, without those whose successor is a recipient of it. A referral with one of them
 * must not look as if it had reached every agency that the agreements name.
 */
export function endedRecipients(partnership: Partnership, facts: ReferralFacts): readonly EndedRecipient[] {
  const grants = [...grantsByAgency(compilePartnership(partnership), facts).values()].map(([{ agency }]) => agency);
  return grants.flatMap((agency) => {
    const ending = endingOn(agency, facts.on);
    if (ending === undefined) return [];
    const ended = endedMessage(partnership, agency.id, ending, facts.on);
    return grants.some(({ id }) => id === ended.successor) ? [] : [{ agency: agency.id, ...ended }];
  });
}

function endedMessage({ agencies }: Partnership, agency: string, ending: Ending, on: string): { readonly message: string; readonly successor?: string } {
  const successor = successorOn(agencies, ending, on)?.id;
  const since = `The agency ${agency} has taken no referral since ${ending.on}.`;
  return successor === undefined ? { message: `${since} It has no successor: telephone the partnership's lead, who names the agency that takes its place in the agreement.` } : { message: `${since} Its successor is ${successor}.`, successor };
}

/** The ids of the agencies of a partnership, each of which has its own topics. Those that have ended are among them, because their topics are still read. */
export function agencyTopicsOf(partnership: Partnership): readonly string[] {
  return partnership.agencies.map(({ id }) => id);
}

/** The grants of the routes, by agency. */
function grantsByAgency(ready: CompiledPartnership, facts: ReferralFacts): ReadonlyMap<string, Grants> {
  const children = childrenIn(ready, facts);
  const found = new Map<string, Grants>();
  for (const { routes } of inForce(ready, facts)) {
    for (const route of routes) {
      for (const grant of grantsOf(route, facts, children)) {
        const earlier = found.get(grant.agency.id);
        if (earlier === undefined) found.set(grant.agency.id, [grant]);
        else earlier.push(grant);
      }
    }
  }
  return found;
}

function redirectGrants(ready: CompiledPartnership, agencyId: string, facts: ReferralFacts): readonly Grant[] {
  const children = childrenIn(ready, facts);
  return inForce(ready, facts).flatMap(({ redirects }) =>
    redirects.flatMap((redirect) => grantsOf(redirect, facts, children).filter(({ agency }) => agency.id === agencyId)),
  );
}

/** The grants of a rule that holds, for the children that meet it. One child must meet every condition on a child. */
function grantsOf({ conditions, grants, schoolGrants }: CompiledRule, facts: ReferralFacts, all: readonly RoutedChild[]): readonly Grant[] {
  if (!conditions.every((condition) => isMetByReferral(condition, facts))) return [];
  const children = all.filter((child) => conditions.every((condition) => isMetByChild(condition, child)));
  const ofSchools = schoolGrants.size === 0 ? [] : children.flatMap(({ school }) => ('urn' in school ? schoolGrants.get(school.urn) ?? [] : []));
  return children.length === 0 ? [] : [...grants.filter((grant) => children.some((child) => isShown(grant, child))), ...new Set(ofSchools)];
}

/** Whether the recipient of a grant sees a child. */
export function isShown({ view: { schooling }, areas }: Pick<Grant, 'view' | 'areas'>, { area, withoutSchool }: RoutedChild): boolean {
  return (areas?.includes(area) ?? true) && (schooling === undefined || (withoutSchool !== undefined && schooling.includes(withoutSchool)));
}

/** The agreements under which this force can share on this day, including those with an overdue review. */
export function inForce({ agreements }: CompiledPartnership, { force, on }: Pick<ReferralFacts, 'force' | 'on'>): readonly CompiledAgreement[] {
  return agreements.filter(
    ({ agreement: { status, effectiveFrom }, parties }) => status === 'in-force' && effectiveFrom <= on && parties.has(force),
  );
}
