/** The reasons for a correction by the police. */
export const CORRECTION_REASONS = [
  'recorded-in-error', 'new-information', 'stated-by-child-or-carer', 'conflict-between-agencies', 'identity-confirmed',
] as const;
export type CorrectionReason = (typeof CORRECTION_REASONS)[number];

export const WITHDRAWAL_REASONS = ['sent-in-error', 'wrong-child', 'duplicate', 'concern-unfounded'] as const;
export type WithdrawalReason = (typeof WITHDRAWAL_REASONS)[number];

/** The reasons for not sharing with an agency. The decision is recorded like a sharing, because not sharing is a decision as well. */
export const NOT_SHARING_REASONS = [
  'no-safeguarding-concern', 'below-threshold', 'agency-knows-already', 'no-lawful-basis', 'more-detrimental-to-the-child',
  'would-prejudice-an-investigation', 'would-endanger-a-person',
] as const;
export type NotSharingReason = (typeof NOT_SHARING_REASONS)[number];

export const INCIDENT_TYPES = [
  'domestic-abuse', 'missing-person', 'violence', 'sexual-offence', 'exploitation', 'neglect-or-welfare', 'drugs', 'public-order', 'online', 'other',
] as const;
export type IncidentType = (typeof INCIDENT_TYPES)[number];

/**
 * The events of a missing episode. The prevention interview is the police's own; the return interview is the local authority's,
 * and its 72 hours run from `found`. `found-in-error`: the child was recorded as found and is still missing, which cancels its clock.
 */
export const MISSING_EPISODE_EVENTS = [
  'reported', 'risk-level-set', 'found', 'prevention-interview-held', 'return-interview-offered', 'return-interview-held',
  'return-interview-declined', 'found-in-error',
] as const;
export type MissingEpisodeEventKind = (typeof MISSING_EPISODE_EVENTS)[number];

/** The source of the information for a risk level: a kind of person, never a name. */
export const INFORMATION_SOURCES = [
  'parent-or-carer', 'placement', 'school', 'social-care', 'health', 'police', 'the-child', 'friend-or-relative', 'member-of-the-public', 'other',
] as const;
export type InformationSource = (typeof INFORMATION_SOURCES)[number];

/** The steps that an agency states about its own work on a referral. Each starts or ends a clock at its time. */
export const MILESTONES = [
  'strategy-discussion-held', 'section-47-started', 'conference-held', 'conference-not-required', 'assessment-started',
  'assessment-completed', 'assessment-not-required', 'return-interview-offered', 'return-interview-held', 'return-interview-declined',
] as const;
export type Milestone = (typeof MILESTONES)[number];

/** The steps about one missing episode of a child. The others are about the child. */
export const RETURN_INTERVIEW_MILESTONES: readonly Milestone[] = ['return-interview-offered', 'return-interview-held', 'return-interview-declined'];

/** The kinds of changes that an agency receives about a referral that it already holds. */
export const UPDATE_KINDS = ['correction', 'regrade', 'withdrawal', 'missing-episode'] as const;
export type UpdateKind = (typeof UPDATE_KINDS)[number];

/** The code lists of a stated ethnicity. The list of perceived ethnicity is never among them. */
export const STATED_ETHNICITY_SETS = ['police/ethnicity-18-plus-1', 'police/ethnicity-16-plus-1', 'dfe/ethnicity', 'nhs/ethnic-category'] as const;
export type StatedEthnicitySet = (typeof STATED_ETHNICITY_SETS)[number];

/** `different`: the codes describe different groups. `inexact`: both may describe the same person, and only that person can confirm it. */
export const ETHNICITY_CONFLICTS = ['different', 'inexact'] as const;
export type EthnicityConflict = (typeof ETHNICITY_CONFLICTS)[number];

/** Why an agency became a recipient after the publication other than by a redirect. */
export const ADDED_REASONS = ['regraded', 'corrected', 'handover'] as const;
export type AddedReason = (typeof ADDED_REASONS)[number];

/** Why a copy is sent again. `broker-data-lost`: Kafka lost the message. `agency-data-lost`: the agency's node lost what it had stored. */
export const RESEND_REASONS = ['broker-data-lost', 'agency-data-lost', 'agency-asked'] as const;
export type ResendReason = (typeof RESEND_REASONS)[number];

/** Why a copy is not sent again. `no-agreement`: the agency may not see the present content, under the agreements of then and of now. */
export const NOT_RESENT_REASONS = [
  'unknown-referral', 'not-a-recipient', 'withdrawn', 'content-no-longer-held', 'agency-ended', 'no-agreement',
] as const;
export type NotResentReason = (typeof NOT_RESENT_REASONS)[number];

/**
 * Forces write `INC-2026-118823` and `Log 412 of 22 May`. The form asks for a digit, because a fact carries the reference, and a name or a
 * description is the likeliest mistake in this field.
 */
export const INCIDENT_REFERENCE = {
  pattern: String.raw`^[A-Za-z._/#: \xA0-]*[0-9][A-Za-z0-9._/#: \xA0-]*$`,
  expected: 'the force\'s own incident reference, with a digit in it, such as INC-2026-118823 or Log 412 of 22 May',
};
/** The most characters of an incident reference, with its spaces. */
export const MAX_INCIDENT_REFERENCE = 64;

/** The code of a unit, as people write it. Facts carry it as {@link unitCode} gives it. */
export const UNIT_AS_WRITTEN = {
  pattern: String.raw`^[ \xA0]{0,8}[A-Za-z0-9][A-Za-z0-9-]{0,11}[ \xA0]{0,8}$`,
  expected: 'the code of a unit: 1 to 12 letters, digits and hyphens, such as RESPONSE-2',
};
const UNIT = new RegExp(UNIT_AS_WRITTEN.pattern);

/** The code of a unit in capital letters, so that two writings of it are one unit; undefined for text that is no code. */
export function unitCode(written: string): string | undefined {
  return UNIT.test(written) ? written.trim().toUpperCase() : undefined;
}

/**
 * A field of a stored referral, as a JSON pointer of field names and of the ids of children and missing episodes. It holds no position,
 * because a correction moves children, and it cannot hold a person's name.
 */
export const CONTENT_POINTER = {
  pattern: '^(?:/(?:[A-Za-z]{1,40}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})){1,8}$',
  expected: 'a JSON pointer to a field of the referral, with the ids of the child and of the missing episode',
};

/** The most fields that one change can alter. */
export const MAX_CHANGED_FIELDS = 200;
export const MOST_MINUTES_OF_DELAY = 1_000_000_000;
