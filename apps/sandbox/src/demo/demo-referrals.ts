import type { ConcernType, Decision, FeedbackOutcome, Flag, Grade, RedirectionReason, RefusalReason, WhereSeen } from '#libs/contracts';

/** One step of one agency with one demo referral, in order. Every step but the first needs an opened referral. */
export type DemoStep =
  | { readonly step: 'open' }
  | { readonly step: 'accept' }
  | { readonly step: 'refuse'; readonly reason: RefusalReason }
  | { readonly step: 'redirect'; readonly agency: string; readonly reason: RedirectionReason }
  | { readonly step: 'decide'; readonly decision: Decision }
  | { readonly step: 'feed-back'; readonly outcome: FeedbackOutcome };

/** One demo referral and its answers. Agencies that are not named stay silent on purpose. */
export interface DemoReferral {
  /** Also the sender's case reference and the idempotency key. */
  readonly key: string;
  /** Days before today on which it happened. */
  readonly daysAgo: number;
  readonly area: 'northshire' | 'northmoor';
  readonly grade: Grade;
  readonly concerns: readonly ConcernType[];
  readonly flags?: readonly Flag[];
  /** URN of the child's school, where the school is notified. */
  readonly school?: 'hilltop' | 'riverside';
  readonly children: number;
  /** Children of whom little is known: not born yet, without a name; or known by one name and an estimated age. */
  readonly known?: 'unborn' | 'one-name';
  /** The number of children, the youngest first, who are educated at home. The local authority is notified in place of a school. */
  readonly educatedAtHome?: number;
  /** The place where the police saw the children, where it is stated. */
  readonly whereSeen?: WhereSeen;
  /** Agencies that the alleged abuser is linked to: the home is hidden from them. */
  readonly linkedAgencies?: readonly string[];
  /** The incident happened on the Sunday of the last half-term instead of `daysAgo`. */
  readonly inHalfTerm?: boolean;
  readonly narrative: string;
  readonly answers: Readonly<Record<string, readonly DemoStep[]>>;
}

const open: DemoStep = { step: 'open' };
const accept: DemoStep = { step: 'accept' };
const decide = (decision: Decision): DemoStep => ({ step: 'decide', decision });
const feedBack = (outcome: FeedbackOutcome): DemoStep => ({ step: 'feed-back', outcome });

/** Two weeks of a fictional partnership. */
export const DEMO_REFERRALS: readonly DemoReferral[] = [
  {
    key: 'DEMO-001', daysAgo: 14, area: 'northshire', grade: 'red', concerns: ['domestic-abuse', 'missing'], flags: ['domestic-abuse'],
    school: 'hilltop', children: 2, narrative: 'Two children left the house during a violent incident and were found at a relative.',
    answers: {
      'northshire-csc': [open, accept, decide('strategy-discussion'), decide('section-47-enquiry'), feedBack('assessment-started')],
      'northshire-icb': [open, accept, feedBack('already-open-to-us')],
      'hilltop-school': [open, accept],
      'northshire-probation': [open, accept],
    },
  },
  {
    key: 'DEMO-002', daysAgo: 13, area: 'northshire', grade: 'amber', concerns: ['neglect'], children: 1,
    narrative: 'No food in the house at a welfare visit; the child was tired and underdressed.',
    answers: { 'northshire-csc': [open, accept, decide('section-17-assessment')], 'northshire-icb': [open, accept] },
  },
  {
    // Wrong hub: the neighbouring authority takes over, and both hops stay visible. A member of the family works at the first hub,
    // so the home is hidden from it. The second hub sees the home.
    key: 'DEMO-003', daysAgo: 12, area: 'northshire', grade: 'green', concerns: ['emotional-abuse'], children: 1,
    linkedAgencies: ['northshire-csc'], narrative: 'The family moved across the boundary last month.',
    answers: {
      'northshire-csc': [open, { step: 'redirect', agency: 'northmoor-csc', reason: 'moved-area' }],
      'northmoor-csc': [open, accept, decide('early-help')],
    },
  },
  {
    // Refused, with a reason that the sender sees. No agency has the child, and people are called.
    // Its ethnicity was not asked for (N1), though an officer was at the home: to be
    // completed.
    key: 'DEMO-004', daysAgo: 11, area: 'northshire', grade: 'green', concerns: ['other'], children: 1, whereSeen: 'home-visit',
    narrative: 'A complaint about noise with a child in the house.',
    answers: { 'northshire-csc': [open, { step: 'refuse', reason: 'not-our-remit' }] },
  },
  {
    key: 'DEMO-005', daysAgo: 9, area: 'northmoor', grade: 'red', concerns: ['child-sexual-exploitation', 'online-abuse'],
    flags: ['online-child-sexual-abuse'], children: 1, narrative: 'Messages from an adult were found on the phone of a child of thirteen.',
    answers: { 'northmoor-csc': [open, accept, decide('immediate-protection'), feedBack('support-in-place')] },
  },
  {
    // The same case again, sent by another shift under a key of its own: the hub answers that it has the referral already.
    key: 'DEMO-006', daysAgo: 9, area: 'northshire', grade: 'amber', concerns: ['neglect'], children: 1,
    narrative: 'Second report of the welfare visit.',
    answers: { 'northshire-csc': [open, { step: 'refuse', reason: 'duplicate' }], 'northshire-icb': [open] },
  },
  {
    key: 'DEMO-007', daysAgo: 7, area: 'northshire', grade: 'amber', concerns: ['domestic-abuse'], school: 'riverside', children: 1,
    narrative: 'Verbal argument; the child was in the next room.',
    answers: { 'northshire-csc': [open, accept, decide('early-help')], 'riverside-school': [open, accept], 'northshire-probation': [open] },
  },
  {
    // A child on the street who gave one name.
    key: 'DEMO-008', daysAgo: 5, area: 'northshire', grade: 'green', concerns: ['child-criminal-exploitation'], children: 1, known: 'one-name', whereSeen: 'street',
    narrative: 'Stopped with a quantity of cash that he could not explain.',
    answers: { 'northshire-csc': [open, accept] },
  },
  {
    // No person has opened it. A delivery is no opening.
    key: 'DEMO-009', daysAgo: 3, area: 'northshire', grade: 'red', concerns: ['missing'], children: 1,
    narrative: 'Missing from a placement since the evening; known to go to the coast.',
    answers: {},
  },
  {
    key: 'DEMO-010', daysAgo: 2, area: 'northmoor', grade: 'amber', concerns: ['physical-abuse'], children: 1,
    narrative: 'A bruise that the explanation does not fit.',
    answers: { 'northmoor-csc': [open] },
  },
  {
    key: 'DEMO-011', daysAgo: 1, area: 'northshire', grade: 'amber', concerns: ['domestic-abuse', 'modern-slavery'],
    flags: ['modern-slavery'], school: 'hilltop', children: 3, narrative: 'Three children in a house of multiple occupation that was searched.',
    answers: { 'northshire-csc': [open, accept], 'northshire-icb': [open] },
  },
  {
    // An unborn child, by its expected date of birth.
    key: 'DEMO-012', daysAgo: 0, area: 'northshire', grade: 'red', concerns: ['sexual-abuse'], flags: ['registered-sex-offender-contact'],
    children: 1, known: 'unborn', narrative: 'A registered offender has moved into the household of a woman who expects a child.',
    answers: {},
  },
  {
    // Half-term: the school is notified before its own first morning back, and the authority for the brother who is taught at home.
    key: 'DEMO-013', daysAgo: 10, inHalfTerm: true, area: 'northshire', grade: 'amber', concerns: ['domestic-abuse'], flags: ['domestic-abuse'],
    school: 'hilltop', children: 2, educatedAtHome: 1, narrative: 'Shouting and broken furniture; neither child was in the room.',
    answers: { 'northshire-csc': [open, accept] },
  },
  {
    // An answer corrected: the hub refused a child whom it knows under another name, and takes the referral after all.
    key: 'DEMO-014', daysAgo: 6, area: 'northshire', grade: 'amber', concerns: ['neglect'], children: 1,
    narrative: 'A child alone at home in the evening, for the third time this month.',
    answers: { 'northshire-csc': [open, { step: 'refuse', reason: 'child-not-known-to-us' }, accept, decide('section-17-assessment')] },
  },
];
