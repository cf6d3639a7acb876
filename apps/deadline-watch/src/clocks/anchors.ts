import type { ClockPolicy } from '#libs/agreements';
import type { AnchorEvent, ClockRuleId } from '#libs/safeguarding';

import type { Departed, Publication, Sharing, WatchedFact } from './fact.js';

/** An event that starts a clock, before the clock is worked out. */
export interface Anchor {
  readonly rule: ClockRuleId;
  readonly anchor: AnchorEvent;
  readonly at: string;
  /** The agency that it runs against at first. */
  readonly agency: string;
  /** Id of the message, or of the clock, that started it. With rule, agency, child and missing episode it identifies the clock. */
  readonly because: string;
  /** The child and the missing episode that the clock is about, if it is about one. */
  readonly childId?: string;
  readonly episodeId?: string;
}

/** The facts of one referral, ordered by their times, so that the order of arrival makes no difference. */
export interface ReferralFacts {
  readonly publication: Publication;
  readonly sharings: readonly (Sharing & { readonly messageId: string })[];
  readonly happened: readonly (NonNullable<WatchedFact['happened']> & { readonly messageId: string })[];
  readonly departures: readonly (Departed & { readonly messageId: string })[];
}

/** The decisions after which the local authority assesses. */
const ASSESSING: readonly string[] = ['section-17-assessment', 'section-47-enquiry'];

type Starts = (facts: ReferralFacts, policy: ClockPolicy) => readonly Anchor[];

/** One row per way in which a clock starts. */
const STARTS: readonly Starts[] = [
  ({ sharings }) => sharings.flatMap((sharing) => sharing.clocks.map(({ rule, anchor, at }) => started(rule, anchor, { ...sharing, at }))),
  (facts, policy) => hubs(facts, policy)
    .filter(({ agency }) => facts.happened.some((each) => each.event === 'decided' && each.agency === agency && ASSESSING.includes(each.code ?? '')))
    .map((hub) => started('ASSESSMENT', 'referral-published', hub)),
  stated('STRATEGY_TO_ICPC', 'strategy-discussion-held'),
  stated('STRATEGY_TO_ICPC', 'section-47-started'),
  stated('ASSESSMENT', 'assessment-started'),
  (facts, policy) => {
    const { happened, sharings } = facts;
    const [hub] = hubs(facts, policy);
    // Without a local authority among the recipients the clock runs against the first recipient, so that the force is called.
    const agency = hub?.agency ?? sharings[0]?.agency;
    return agency === undefined ? [] : happened.filter(({ event }) => event === 'child-returned')
      .map((returned) => started('RETURN_INTERVIEW', 'child-returned', { ...returned, agency }));
  },
];

/** Every anchor of a clock of this referral, except those that a breach starts, and those of a child whom no agency has. */
export function anchorsIn(facts: ReferralFacts, policy: ClockPolicy): readonly Anchor[] {
  return STARTS.flatMap((starts) => starts(facts, policy));
}

function hubs({ sharings }: ReferralFacts, policy: ClockPolicy): ReferralFacts['sharings'] {
  return sharings.filter(({ agency, expectation }) =>
    expectation === 'acknowledge-and-decide' && policy.agency(agency)?.kind === 'childrens-social-care');
}

/** Starts an agency's clock by its own statement. */
function stated(rule: ClockRuleId, anchor: AnchorEvent): Starts {
  return ({ happened }) => happened.flatMap(({ event, agency, at, messageId }) =>
    event === anchor && agency !== undefined ? [started(rule, anchor, { agency, at, messageId })] : []);
}

function started(rule: ClockRuleId, anchor: AnchorEvent, by: Pick<Anchor, 'agency' | 'at' | 'childId' | 'episodeId'> & { readonly messageId: string }): Anchor {
  return {
    rule, anchor, at: by.at, agency: by.agency, because: by.messageId,
    ...(by.childId !== undefined && { childId: by.childId }), ...(by.episodeId !== undefined && { episodeId: by.episodeId }),
  };
}
