import type { ForwardingDeclinedReason } from '#libs/contracts';
import { failure, success, type Failure, type Outcome } from '#libs/kernel';

import {
  compilePartnership, recipientUnder, schoolingIn, type CompiledAgreement, type CompiledPartnership, type CompiledRule, type Grant, type Recipient,
} from './compile.js';
import { isMet } from './condition.js';
import type { ReferralFacts } from './facts.js';
import type { Partnership, Schooling } from '../model/partnership.js';

type Grants = [Grant, ...Grant[]];

/**
 * All recipients of a referral, in the order of the partnership file.
 *
 * An agency that several routes name receives one copy. The first route, in the order of the agreements and of their routes, is
 * the cited one: it gives agreement, purpose, lawful basis and retention. The expectation is the strictest of all routes. The
 * fields are the union of the views for all matched purposes, less the fields that a mask of any of them hides. `routes` names
 * every rule. A school is a recipient only if a child of the referral is on its roll. A view of children without a school makes
 * no recipient if there is no such child.
 */
export function resolveRecipients(partnership: Partnership, facts: ReferralFacts): readonly Recipient[] {
  const ready = compilePartnership(partnership);
  return [...grantsByAgency(ready, facts).values()]
    .toSorted(([one], [other]) => one.order - other.order)
    .map((grants) => recipientUnder(ready, grants, facts));
}

/**
 * Whether an agency that a redirect names may receive the referral, and as which recipient. The redirects of the agreements
 * decide, and the routes: an agency that a route names may always receive it.
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
  const [first, ...more] = [...(grantsByAgency(ready, facts).get(agencyId) ?? []), ...redirectGrants(ready, agencyId, facts)];
  if (first !== undefined) return success(recipientUnder(ready, [first, ...more], facts));
  return failure({
    code: 'no-agreement',
    message: 'No sharing agreement in force allows sharing with this agency. Refuse the referral with a reason, so that the sender can decide.',
  });
}

type RedirectRefusal = Failure<Extract<ForwardingDeclinedReason, 'unknown-agency' | 'no-agreement'>>;

/** The ids of the agencies of a partnership, each of which has its own topics. */
export function agencyTopicsOf(partnership: Partnership): readonly string[] {
  return partnership.agencies.map(({ id }) => id);
}

/** The grants of the routes, by agency. */
function grantsByAgency(ready: CompiledPartnership, facts: ReferralFacts): ReadonlyMap<string, Grants> {
  const schooling = schoolingIn(ready, facts);
  const found = new Map<string, Grants>();
  for (const { routes } of inForce(ready, facts)) {
    for (const route of routes) {
      if (!holds(route, facts, schooling)) continue;
      for (const grant of grantsOf(route, facts, schooling)) {
        const earlier = found.get(grant.agency.id);
        if (earlier === undefined) found.set(grant.agency.id, [grant]);
        else earlier.push(grant);
      }
    }
  }
  return found;
}

function redirectGrants(ready: CompiledPartnership, agencyId: string, facts: ReferralFacts): readonly Grant[] {
  const schooling = schoolingIn(ready, facts);
  return inForce(ready, facts).flatMap(({ redirects }) =>
    redirects
      .filter((redirect) => holds(redirect, facts, schooling))
      .flatMap((redirect) => grantsOf(redirect, facts, schooling).filter(({ agency }) => agency.id === agencyId)),
  );
}

/** The grants of a rule that concern a child of this referral. */
function grantsOf({ grants, schoolGrants }: CompiledRule, facts: ReferralFacts, schooling: ReadonlySet<Schooling>): readonly Grant[] {
  const ofSchools = schoolGrants.size === 0 ? [] : facts.schools.flatMap((urn) => schoolGrants.get(urn) ?? []);
  return [...grants.filter(({ view }) => view.schooling?.some((reason) => schooling.has(reason)) ?? true), ...new Set(ofSchools)];
}

/** The agreements under which this force can share on this day, including those with an overdue review. */
export function inForce({ agreements }: CompiledPartnership, { force, on }: Pick<ReferralFacts, 'force' | 'on'>): readonly CompiledAgreement[] {
  return agreements.filter(
    ({ agreement: { status, effectiveFrom }, parties }) => status === 'in-force' && effectiveFrom <= on && parties.has(force),
  );
}

function holds({ conditions }: CompiledRule, facts: ReferralFacts, schooling: ReadonlySet<Schooling>): boolean {
  return conditions.every((condition) => isMet(condition, facts, schooling));
}
