export const CONCERN_TYPES = [
  'missing',
  'domestic-abuse',
  'neglect',
  'physical-abuse',
  'sexual-abuse',
  'emotional-abuse',
  'child-sexual-exploitation',
  'child-criminal-exploitation',
  'online-abuse',
  'honour-based-abuse',
  'female-genital-mutilation',
  'modern-slavery',
  'radicalisation',
  'other',
] as const;
export type ConcernType = (typeof CONCERN_TYPES)[number];

/** Children in need census: neglect, physical, sexual, emotional, multiple. */
export const HARM_CODES = ['NEG', 'PHY', 'SAB', 'EMO', 'MUL'] as const;
export type HarmCode = (typeof HARM_CODES)[number];

export const FLAGS = [
  'domestic-abuse',
  'online-child-sexual-abuse',
  'honour-based-abuse',
  'modern-slavery',
  'registered-sex-offender-contact',
] as const;
export type Flag = (typeof FLAGS)[number];

export const SEXES = ['female', 'male', 'other', 'not-known'] as const;
export type Sex = (typeof SEXES)[number];

/** The setting in which the police saw a child, or spoke to them; neither a time nor a place on a map. */
export const WHERE_SEEN = ['home-visit', 'street', 'custody', 'school', 'hospital', 'telephone', 'other'] as const;
export type WhereSeen = (typeof WHERE_SEEN)[number];

/** Grades of a contact centre. The sharing agreement decides the effect of `blue` on sharing. */
export const GRADES = ['red', 'amber', 'green', 'blue'] as const;
export type Grade = (typeof GRADES)[number];

export const MISSING_RISK_LEVELS = ['high', 'medium', 'low', 'no-apparent-risk'] as const;
export type MissingRiskLevel = (typeof MISSING_RISK_LEVELS)[number];

/** Conditions of Data Protection Act 2018 Schedule 8 on which police may share under Part 3. */
export const POLICE_LAWFUL_BASES = [
  'dpa-2018-part-3-sch-8-para-1',
  'dpa-2018-part-3-sch-8-para-3',
  'dpa-2018-part-3-sch-8-para-4',
] as const;
export type PoliceLawfulBasis = (typeof POLICE_LAWFUL_BASES)[number];

export const MARKINGS = ['OFFICIAL', 'OFFICIAL-SENSITIVE'] as const;
export type Marking = (typeof MARKINGS)[number];

/** The expectation of a recipient. */
export const EXPECTATIONS = ['acknowledge-and-decide', 'acknowledge'] as const;
export type Expectation = (typeof EXPECTATIONS)[number];

export const DECISIONS = [
  'immediate-protection',
  'strategy-discussion',
  'section-47-enquiry',
  'section-17-assessment',
  'early-help',
  'no-further-action',
] as const;
export type Decision = (typeof DECISIONS)[number];

/** `s16la-more-detrimental`: Children Act 2004 s.16LA, disclosure would be more detrimental to the child. */
export const REFUSAL_REASONS = [
  'not-our-area',
  'not-our-remit',
  'duplicate',
  'insufficient-information',
  's16la-more-detrimental',
  'child-not-known-to-us',
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export const REDIRECTION_REASONS = ['not-our-area', 'moved-area', 'other-agency-leads'] as const;
export type RedirectionReason = (typeof REDIRECTION_REASONS)[number];

export const FEEDBACK_OUTCOMES = [
  'assessment-started',
  'support-in-place',
  'already-open-to-us',
  'no-further-action',
  'unable-to-contact-family',
] as const;
export type FeedbackOutcome = (typeof FEEDBACK_OUTCOMES)[number];
