import type { AppId, ProblemCode } from '#libs/contracts';

/**
 * What an organisation is in the partnership. `own-agency` is the agency whose node answers, and only its node knows one: there, every other
 * organisation is of no kind.
 */
export const ORGANISATION_KINDS = ['force', 'agency', 'own-agency', 'auditor', 'operator'] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

/**
 * Roles that a token gives its caller. `practitioner`: a person who works with referrals. `system`: a program, also where it names the person who
 * acts through it. `auditor`: reads the audit. `operator`: keeps the exchange running.
 */
export const ROLES = ['practitioner', 'system', 'auditor', 'operator'] as const;
export type Role = (typeof ROLES)[number];

/**
 * Which record a use of the action leaves, written before the answer goes out. `content`: of a referral, or special category data, is shown.
 * `export` and `audit`: the record is read. `change`: the step itself is a recorded fact. `none`: it shows no content, and the row gives the reason.
 */
export type RecordKind = 'content' | 'export' | 'audit' | 'change' | 'none';

/** One row of the table of actions. */
export interface Permission {
  /** The apps that answer it. */
  readonly apps: readonly AppId[];
  /** The object of the action, and the answer about the object of another organisation. The use case that owns the data enforces it. */
  readonly resource: string;
  /** The roles that may do it, by the kind of the organisation. A kind that is absent may not. */
  readonly allowed: Readonly<Partial<Record<OrganisationKind, readonly Role[]>>>;
  /** `person`: the step is that of a person, so the token names one, or a system names one. */
  readonly caller: 'organisation' | 'person';
  /** The answer to an organisation of no kind that may. A caller without the role gets IDN-013, one without a person GEN-008. */
  readonly refusal: ProblemCode;
  readonly record: RecordKind;
}
