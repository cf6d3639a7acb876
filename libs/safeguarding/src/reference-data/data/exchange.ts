import {
  CONCERN_TYPES, DECISIONS, FEEDBACK_OUTCOMES, FLAGS, GRADES, MISSING_RISK_LEVELS, REDIRECTION_REASONS, REFUSAL_REASONS, WHERE_SEEN,
} from '#libs/contracts';

import { labelled, type CodeSet } from '../code-set.js';

// The exchange's own lists. Their codes are fixed by the contracts; the labels, sources and dates are here.

const FIRST_DAY = '2024-01-01';
const OWN: CodeSet['source'] = { title: 'Safeguarding Exchange, contracts of version 1', confidence: 'published' };
const list = (name: string, title: string, codes: CodeSet['codes'], source = OWN): CodeSet => ({
  id: `exchange/${name}`, version: 1, title, source, effectiveFrom: FIRST_DAY, complete: true, codes,
});

export const CONCERN_TYPE = list('concern-type', 'Type of concern', labelled(CONCERN_TYPES, {
  missing: 'Missing',
  'domestic-abuse': 'Domestic abuse',
  neglect: 'Neglect',
  'physical-abuse': 'Physical abuse',
  'sexual-abuse': 'Sexual abuse',
  'emotional-abuse': 'Emotional abuse',
  'child-sexual-exploitation': 'Child sexual exploitation',
  'child-criminal-exploitation': 'Child criminal exploitation',
  'online-abuse': 'Online abuse',
  'honour-based-abuse': 'Honour-based abuse',
  'female-genital-mutilation': 'Female genital mutilation',
  'modern-slavery': 'Modern slavery',
  radicalisation: 'Radicalisation',
  other: 'Other',
}));

export const FLAG = list('flag', 'Circumstances to notice', labelled(FLAGS, {
  'domestic-abuse': 'Domestic abuse',
  'online-child-sexual-abuse': 'Online child sexual abuse',
  'honour-based-abuse': 'Honour-based abuse',
  'modern-slavery': 'Modern slavery',
  'registered-sex-offender-contact': 'Contact with a registered sex offender',
}));

export const RISK_GRADE = list('risk-grade', 'Risk grade of the contact centre', labelled(GRADES, {
  red: 'Red: a child may be at risk of significant harm now',
  amber: 'Amber: significant concern',
  green: 'Green: concern that needs help rather than protection',
  blue: 'Blue: recorded, not shared',
}), { title: 'Local hub policies', confidence: 'published' });

export const MISSING_RISK_LEVEL = list('missing-risk-level', 'Risk level of a missing episode', labelled(MISSING_RISK_LEVELS, {
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  'no-apparent-risk': 'No apparent risk',
}), { title: 'Police missing persons practice, four risk levels', confidence: 'general' });

// LOCAL POLICY of the (fictional) Northshire partnership, because no national list describes where a child was seen. Adding or
// removing a code makes a new version; the rules that use a code are in the folder `completions`.
export const WHERE_CHILD_SEEN = list('where-seen', 'Where the police saw the child', labelled(WHERE_SEEN, {
  'home-visit': 'At a home visit',
  street: 'In the street or another public place',
  custody: 'In custody or at a police station',
  school: 'At school',
  hospital: 'In hospital',
  telephone: 'Spoken to by telephone',
  other: 'Elsewhere',
}), { title: 'Northshire Safeguarding Partnership, local policy (fictional)', confidence: 'published' });

export const DECISION = list('decision', 'Next step', labelled(DECISIONS, {
  'immediate-protection': 'Immediate protection',
  'strategy-discussion': 'Strategy discussion',
  'section-47-enquiry': 'Enquiry under section 47 of the Children Act 1989',
  'section-17-assessment': 'Assessment under section 17 of the Children Act 1989',
  'early-help': 'Early help',
  'no-further-action': 'No further action',
}));

export const REFUSAL_REASON = list('refusal-reason', 'Reason for refusing a referral', labelled(REFUSAL_REASONS, {
  'not-our-area': 'Not our area',
  'not-our-remit': 'Not our remit',
  duplicate: 'We have it already',
  'insufficient-information': 'Not enough information to act on',
  's16la-more-detrimental': 'Sharing would be more detrimental to the child (Children Act 2004, section 16LA)',
  'child-not-known-to-us': 'The child is not known to us',
}));

export const REDIRECTION_REASON = list('redirection-reason', 'Reason for redirecting a referral', labelled(REDIRECTION_REASONS, {
  'not-our-area': 'Not our area',
  'moved-area': 'The family has moved',
  'other-agency-leads': 'Another agency leads',
}));

export const FEEDBACK_OUTCOME = list('feedback-outcome', 'Feedback to the referrer', labelled(FEEDBACK_OUTCOMES, {
  'assessment-started': 'An assessment has started',
  'support-in-place': 'Support is in place',
  'already-open-to-us': 'The child is already open to us',
  'no-further-action': 'No further action',
  'unable-to-contact-family': 'The family could not be reached',
}));
