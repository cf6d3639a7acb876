import { CONCERN_TYPES, FLAGS, type Expectation, type Grade } from '#libs/contracts';
import type { EscalationRole } from '#libs/safeguarding';

import type { ActionPlan } from './action-plan.js';
import type { LocalPolicy } from './local-policy.js';

/**
 * A partnership and its sharing agreements, as `parsePartnership` returns them: every name in it exists, and every route has a
 * view. Ids are lower-case kebab (`northshire-csc`), dates are ISO local dates.
 */
export interface Partnership {
  readonly id: string;
  readonly name: string;
  readonly forces: readonly Force[];
  readonly agencies: readonly Agency[];
  /** The organisations that read the whole audit record. Every other one reads its own part, or nothing. */
  readonly auditors: readonly Overseer[];
  /** The organisations that look after the dead letters of the publisher, the recorder and the watch, and read the list of clocks. */
  readonly operators: readonly Overseer[];
  /** Grades that local policy shares with no agency, on purpose: no route may name them. */
  readonly notShared: { readonly grades: readonly Grade[] };
  readonly incidentReferral: IncidentReferral;
  /** In the order of the partnership file; if two name one agency, the earlier one is cited. */
  readonly agreements: readonly Agreement[];
  /** Answers to inspections, in the order of the partnership file. */
  readonly actionPlans: readonly ActionPlan[];
  /** The partnership's local policy about clocks. */
  readonly localPolicy: LocalPolicy;
}

/** The time within which a referral should follow an incident with a child present, before it counts as a gap. */
export interface IncidentReferral {
  /** ISO 8601 duration of days, hours and minutes, as written in the file. */
  readonly within: string;
  /** The same in minutes of real time: a day is 24 hours, also when the clocks change. */
  readonly withinMinutes: number;
}

/** The default if the partnership file has none. */
export const DEFAULT_INCIDENT_REFERRAL: IncidentReferral = { within: 'P1D', withinMinutes: 1_440 };

/** An organisation's systems, by the client ids in their tokens, that may name the person of that organisation who acts through them. */
interface AssertsPersons {
  readonly assertsPersons?: readonly string[];
}

/** An organisation with a right over the whole exchange. It neither sends nor receives referrals. */
interface Overseer extends AssertsPersons {
  readonly id: string;
  readonly name: string;
}

interface Force extends AssertsPersons {
  readonly id: string;
  readonly name: string;
  /** Two-digit police force code, as text. */
  readonly code: string;
}

export const AGENCY_KINDS = ['childrens-social-care', 'health', 'school', 'probation'] as const;
export type AgencyKind = (typeof AGENCY_KINDS)[number];

export interface Agency extends AssertsPersons {
  readonly id: string;
  readonly name: string;
  readonly kind: AgencyKind;
  /** The areas that the agency serves; empty if it serves the whole partnership. Agreements may name only areas that some agency serves. */
  readonly areas: readonly string[];
  /** A school's unique reference number (six digits), by which children are on its roll. Schools only. */
  readonly urn: string | null;
  /** The URNs that the school had before, because police records keep the old one for years after a school has become an academy. */
  readonly formerUrns?: readonly string[];
  /** The names that it had before, each with its last day (ISO local date), because records and people keep an old name for years. */
  readonly formerNames?: readonly { readonly name: string; readonly until: string }[];
  /** Since when it takes no referral. Absent for an agency that has not ended. Its id, its topics and its record stay. */
  readonly ended?: Ending;
  /** The contact for each role after a breach, as far as the file names them. */
  readonly escalation: Readonly<Partial<Record<ContactRole, string>>>;
  /** Id of the calendar with its opening hours, such as `hub-hours/northshire-csc`; null if none is named. */
  readonly hubHours: string | null;
}

export const ENDING_REASONS = ['closed', 'merged', 'succeeded'] as const;
type EndingReason = (typeof ENDING_REASONS)[number];

/** The end of an agency. */
export interface Ending {
  /** The first day (ISO local date) on which it takes no referral. */
  readonly on: string;
  readonly reason: EndingReason;
  /** The agency that takes on its referrals. Always present after a merger or a succession. */
  readonly successor?: string;
}

/** Days for which the topics of an agency are read after its end: as long as they keep facts. Its entry stays in the file until then. */
export const READ_AFTER_END_DAYS = 400;

/** The end of an agency that has ended by a day (ISO local date); undefined for another one. */
export function endingOn({ ended }: Pick<Agency, 'ended'>, on: string): Ending | undefined {
  return ended !== undefined && ended.on <= on ? ended : undefined;
}

/** The agency that takes on the referrals of an ended one: the last of a chain of successors that has not ended by a day. Undefined where there is none. */
export function successorOn(agencies: readonly Agency[], { successor }: Ending, on: string): Agency | undefined {
  const next = agencies.find(({ id }) => id === successor);
  const ending = next === undefined ? undefined : endingOn(next, on);
  return ending === undefined ? next : successorOn(agencies, ending, on);
}

/** The agency that takes on the referrals of an agency that has ended by a day. Undefined for one that has not, and where there is none. */
export function successorOf({ agencies }: Pick<Partnership, 'agencies'>, agencyId: string, on: string): string | undefined {
  const ending = endingOn(agencies.find(({ id }) => id === agencyId) ?? {}, on);
  return ending === undefined ? undefined : successorOn(agencies, ending, on)?.id;
}

/** Every URN of a school, the present one first; empty for another agency. */
export function urnsOf({ urn, formerUrns = [] }: Pick<Agency, 'urn' | 'formerUrns'>): readonly string[] {
  return urn === null ? [] : [urn, ...formerUrns];
}

/** The roles of an escalation chain that an agency fills. The sending force fills the role of the referrer. */
export const CONTACT_ROLES = ['duty-contact', 'manager', 'partnership-lead'] as const satisfies readonly EscalationRole[];
export type ContactRole = (typeof CONTACT_ROLES)[number];

/** Only an agreement `in-force` shares. A `draft` is checked like the others, so that it is reviewed in the form of its later use. */
export const AGREEMENT_STATUSES = ['draft', 'in-force', 'ended'] as const;
type AgreementStatus = (typeof AGREEMENT_STATUSES)[number];

export const CONTROLLER_ROLES = ['independent-controller', 'joint-controller'] as const;
type ControllerRole = (typeof CONTROLLER_ROLES)[number];

/**
 * The concerns that agreements can name. A concern is stated as a type or raised as a flag, and some words are both: a rule
 * about domestic abuse applies to a referral with either.
 */
export const CONCERNS: readonly string[] = [...new Set<string>([...CONCERN_TYPES, ...FLAGS])];

export interface Agreement {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly status: AgreementStatus;
  readonly effectiveFrom: string;
  /** The day of the next review. An overdue review stops no sharing, because protection comes before paperwork. */
  readonly reviewBy: string;
  readonly dpiaReference: string;
  readonly parties: readonly Party[];
  readonly purposes: readonly Purpose[];
  readonly lawfulBasis: LawfulBasis;
  /** How long the exchange keeps a recipient's view, in days. */
  readonly retentionDays: number;
  readonly routes: readonly Route[];
  readonly redirects: readonly Redirect[];
  readonly views: readonly View[];
}

interface Party {
  /** A force or an agency of the partnership. */
  readonly organisation: string;
  readonly controllerRole: ControllerRole;
}

interface Purpose {
  readonly id: string;
  readonly description: string;
}

/** The law changes at the boundary: police share under law-enforcement processing, partners receive under UK GDPR. */
export interface LawfulBasis {
  readonly police: string;
  readonly partners: Readonly<Partial<Record<AgencyKind, string>>>;
}

/** All given conditions must hold; a condition holds with any of its values. */
export interface Condition {
  readonly concerns?: readonly string[];
  /** The areas in which a child lives. One child must meet all conditions on a child: area, school and schooling. */
  readonly areas?: readonly string[];
  /** No condition may name a grade that local policy does not share (blue). */
  readonly grades?: readonly Grade[];
  /** Schools by URN: at least one child of the referral is on the roll of one of them. */
  readonly schools?: readonly string[];
  /** At least one child of the referral has no school that can be notified, for one of these reasons. */
  readonly schooling?: readonly Schooling[];
}

/**
 * Why no school of the partnership can be notified about a child. For such a child an agreement names another recipient of the
 * school's notice.
 */
export const SCHOOLING = ['educated-at-home', 'no-school-stated', 'school-outside-partnership'] as const;
export type Schooling = (typeof SCHOOLING)[number];

/** A rule that names recipients of a referral at publication. */
export interface Route {
  readonly id: string;
  readonly when: Condition;
  readonly recipients: readonly RouteRecipient[];
}

interface RouteRecipient {
  readonly agency: string;
  readonly purpose: string;
  readonly expectation: Expectation;
  readonly children: ChildrenShown;
}

/** The children that a recipient may see: all of the referral, or those who live in the areas that it serves. */
export const CHILDREN_SHOWN = ['all', 'own-area'] as const;
export type ChildrenShown = (typeof CHILDREN_SHOWN)[number];

/** A rule that allows a redirect to agencies. It sends nothing by itself. */
export interface Redirect {
  readonly id: string;
  readonly to: readonly string[];
  readonly when: Condition;
  readonly purpose: string;
  readonly expectation: Expectation;
  readonly children: ChildrenShown;
}

/** The fields that a recipient may see for a purpose. A view for one agency replaces the view for its kind. */
export interface View {
  readonly purpose: string;
  readonly recipient: { readonly agency: string } | { readonly agencyKind: AgencyKind };
  /** Leaf paths of the referral, in the order of the contract; the file's prefixes are expanded. */
  readonly fields: readonly string[];
  /** The only concerns that the allowed types and flags may show; absent if all may. */
  readonly concerns?: readonly string[];
  /** The only children that the view may show: those without a school that can be notified, for one of these reasons; absent if all may. */
  readonly schooling?: readonly Schooling[];
  readonly mask: readonly Mask[];
}

/**
 * Fields that a view allows and that are hidden in certain referrals: an address, if the recipient could lead an abuser to it.
 * A mask of one view applies to the recipient's whole copy, also to fields that other views allow.
 */
export interface Mask {
  readonly id: string;
  /** Leaf paths, like those of a view. */
  readonly fields: readonly string[];
  readonly when: MaskCondition;
}

/** All given conditions must hold; a condition holds with any of its values. */
export interface MaskCondition {
  /** As a type or as a flag. */
  readonly concerns?: readonly string[];
  /** Codes among `concern.factors`. */
  readonly factors?: readonly string[];
  /** Codes in `relationshipToIncident` of at least one child. Siblings share a home, so one such child hides it for all. */
  readonly relationships?: readonly string[];
  /** The referral names the recipient among the agencies that the alleged abuser is linked to. */
  readonly linkedToAllegedAbuser?: true;
}
