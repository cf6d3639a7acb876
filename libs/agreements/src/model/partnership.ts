import { CONCERN_TYPES, FLAGS, type Expectation, type Grade } from '#libs/contracts';
import type { EscalationRole } from '#libs/safeguarding';

import type { ActionPlan } from './action-plan.js';
import type { LocalPolicy } from './local-policy.js';

/**
 * A partnership and its sharing agreements, as `parsePartnership` returns them: every name in it is known to exist, and
 * every route has a view. Ids are lower-case kebab (`northshire-csc`), dates are ISO local dates.
 */
export interface Partnership {
  readonly id: string;
  readonly name: string;
  readonly forces: readonly Force[];
  readonly agencies: readonly Agency[];
  /** Grades that local policy shares with nobody, so that their silence is meant: no route may name them. */
  readonly notShared: { readonly grades: readonly Grade[] };
  readonly incidentReferral: IncidentReferral;
  /** In the order of the partnership file; where two would name one agency, the earlier one is cited. */
  readonly agreements: readonly Agreement[];
  /** Answers to inspections, in the order of the partnership file. */
  readonly actionPlans: readonly ActionPlan[];
  /** What the partnership has agreed about clocks. */
  readonly localPolicy: LocalPolicy;
}

/** How soon an incident with a child present is to be followed by a referral, before it counts as a gap. */
export interface IncidentReferral {
  /** ISO 8601 duration of days, hours and minutes, as the file has it. */
  readonly within: string;
  /** The same in minutes of real time: a day is 24 hours, also when the clocks change. */
  readonly withinMinutes: number;
}

/** What holds where the partnership file says nothing. */
export const DEFAULT_INCIDENT_REFERRAL: IncidentReferral = { within: 'P1D', withinMinutes: 1_440 };

export interface Force {
  readonly id: string;
  readonly name: string;
  /** Two-digit police force code, as text. */
  readonly code: string;
}

export const AGENCY_KINDS = ['childrens-social-care', 'health', 'school', 'probation'] as const;
export type AgencyKind = (typeof AGENCY_KINDS)[number];

export interface Agency {
  readonly id: string;
  readonly name: string;
  readonly kind: AgencyKind;
  /** The areas it serves; empty where it serves the whole partnership. Agreements may name only areas that some agency serves. */
  readonly areas: readonly string[];
  /** A school's unique reference number (six digits): which children are on its roll. Schools only. */
  readonly urn: string | null;
  /** Who is called there when a clock is breached, by role, as far as the file says. */
  readonly escalation: Readonly<Partial<Record<ContactRole, string>>>;
  /** Id of the calendar with its opening hours, such as `hub-hours/northshire-csc`; null where none is named. */
  readonly hubHours: string | null;
}

/** The roles of an escalation chain that an agency fills. The referrer is the sending force's. */
export const CONTACT_ROLES = ['duty-contact', 'manager', 'partnership-lead'] as const satisfies readonly EscalationRole[];
export type ContactRole = (typeof CONTACT_ROLES)[number];

/** Only `in-force` shares anything. A `draft` is checked like the others, so that it can be reviewed as it will be used. */
export const AGREEMENT_STATUSES = ['draft', 'in-force', 'ended'] as const;
export type AgreementStatus = (typeof AGREEMENT_STATUSES)[number];

export const CONTROLLER_ROLES = ['independent-controller', 'joint-controller'] as const;
export type ControllerRole = (typeof CONTROLLER_ROLES)[number];

/**
 * What a referral can be about, as agreements name it. A concern is stated as a type or raised as a flag, and some words
 * are both: a rule about domestic abuse means a referral that says so in either place.
 */
export const CONCERNS: readonly string[] = [...new Set<string>([...CONCERN_TYPES, ...FLAGS])];

export interface Agreement {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly status: AgreementStatus;
  readonly effectiveFrom: string;
  /** When the parties look at it again. An overdue review stops nothing: protection comes before paperwork. */
  readonly reviewBy: string;
  readonly dpiaReference: string;
  readonly parties: readonly Party[];
  readonly purposes: readonly Purpose[];
  readonly lawfulBasis: LawfulBasis;
  /** How long a recipient's view is kept by the exchange, in days. */
  readonly retentionDays: number;
  readonly routes: readonly Route[];
  readonly redirects: readonly Redirect[];
  readonly views: readonly View[];
}

export interface Party {
  /** A force or an agency of the partnership. */
  readonly organisation: string;
  readonly controllerRole: ControllerRole;
}

export interface Purpose {
  readonly id: string;
  readonly description: string;
}

/** The regime changes at the boundary: police share under law-enforcement processing, partners receive under UK GDPR. */
export interface LawfulBasis {
  readonly police: string;
  readonly partners: Readonly<Partial<Record<AgencyKind, string>>>;
}

/** Every condition that is given must hold; within one, any of its values will do. */
export interface Condition {
  readonly concerns?: readonly string[];
  /** Where the child lives. */
  readonly areas?: readonly string[];
  /** A grade that local policy does not share (blue) is one that no condition names. */
  readonly grades?: readonly Grade[];
  /** Schools by their URN: some child of the referral is on the roll of one of them. */
  readonly schools?: readonly string[];
  /** Some child of the referral is one whom no school can be told about, for one of these reasons. */
  readonly schooling?: readonly Schooling[];
}

/**
 * Why no school of the partnership can be told about a child. Such a child is not forgotten: an agreement says who gets
 * the school's notice instead.
 */
export const SCHOOLING = ['educated-at-home', 'no-school-stated', 'school-outside-partnership'] as const;
export type Schooling = (typeof SCHOOLING)[number];

/** Who gets a referral at publication. */
export interface Route {
  readonly id: string;
  readonly when: Condition;
  readonly recipients: readonly RouteRecipient[];
}

export interface RouteRecipient {
  readonly agency: string;
  readonly purpose: string;
  readonly expectation: Expectation;
}

/** Who may get a referral when a recipient says that it belongs to them. Sends nothing by itself. */
export interface Redirect {
  readonly id: string;
  readonly to: readonly string[];
  readonly when: Condition;
  readonly purpose: string;
  readonly expectation: Expectation;
}

/** What a recipient may see for a purpose. A view for one agency replaces the view for its kind. */
export interface View {
  readonly purpose: string;
  readonly recipient: { readonly agency: string } | { readonly agencyKind: AgencyKind };
  /** Leaf paths of the referral, in the order of the contract; the file's prefixes are spelt out. */
  readonly fields: readonly string[];
  /** The only concerns that may show among the allowed types and flags; absent where all may. */
  readonly concerns?: readonly string[];
  /** The only children who may show: those whom no school can be told about, for one of these reasons; absent where all may. */
  readonly schooling?: readonly Schooling[];
  readonly mask: readonly Mask[];
}

/**
 * Fields that a view allows and that a referral may nevertheless keep back: an address, where the recipient could lead an
 * abuser to it. A mask of one view holds for all that its recipient gets at once, whatever other views would allow.
 */
export interface Mask {
  readonly id: string;
  /** Leaf paths, like those of a view. */
  readonly fields: readonly string[];
  readonly when: MaskCondition;
}

/** Every condition that is given must hold; within one, any of its values will do. */
export interface MaskCondition {
  /** As a type or as a flag. */
  readonly concerns?: readonly string[];
  /** Codes among `concern.factors`. */
  readonly factors?: readonly string[];
  /** Codes in `relationshipToIncident` of some child. Brothers and sisters share a home: one such child hides it for all. */
  readonly relationships?: readonly string[];
  /** The referral names the recipient among the agencies that the alleged abuser is linked to. */
  readonly linkedToAllegedAbuser?: true;
}
