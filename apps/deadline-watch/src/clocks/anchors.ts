import type { ClockPolicy } from '#libs/agreements';
import { byKey } from '#libs/kernel';
import {
  anchorStarts, correctionsFrom, isAbout, type AnchorEnd, type AnchorEvent, type AnchorRecord, type ClockRuleId, type KnownCorrection,
} from '#libs/safeguarding';

import { firstInSuccession } from './agency-ends.js';
import { knownReturns } from './child-returns.js';
import type { ReferralFacts, Subject } from './fact.js';

/** An event that starts a clock, before the clock is worked out. */
export interface Anchor extends Subject {
  readonly rule: ClockRuleId;
  readonly anchor: AnchorEvent;
  readonly at: string;
  /** The agency that it runs against at first. */
  readonly agency: string;
  /** Id of the message, or of the clock, that started it. */
  readonly because: string;
  /** With rule, anchor, agency and subject it identifies the clock. */
  readonly key: string;
  /** The earlier time of the same anchor, which this one corrects. */
  readonly corrects?: Anchor;
  /** Ends before this time belong to an earlier anchor. Absent for an anchor that happens once. */
  readonly countsFrom?: string;
  /** The correction that started it and those after it; absent where none that the agency was sent started it. */
  readonly corrections?: readonly KnownCorrection[];
  /** The end of the clock by a record about its anchor. */
  readonly end: AnchorEnd | null;
}

/** The decisions after which the local authority assesses. */
const ASSESSING: readonly string[] = ['section-17-assessment', 'section-47-enquiry'];
const GROUNDS = 'reasonable-grounds';

type Starts = (facts: ReferralFacts, policy: ClockPolicy) => readonly Anchor[];

/** One row per way in which a clock starts. */
const STARTS: readonly Starts[] = [
  ({ sharings }) => sharings.flatMap((sharing) => sharing.clocks.filter(({ anchor }) => anchor !== GROUNDS).map(({ rule, anchor, at }) => started(rule, anchor, { ...sharing, at }))),
  reasonableGrounds,
  (facts, policy) => {
    // The decision of a successor is about the assessment of the agency before it: one duty, counted from the first publication.
    // The first decision counts, because facts are in the order of their times.
    const assessing = new Map(facts.happened.flatMap(({ event, agency, code = '', at }): [string, string][] =>
      (event === 'decided' && agency !== undefined && ASSESSING.includes(code) ? [[firstInSuccession(facts, agency), at]] : [])).toReversed());
    return hubs(facts, policy).flatMap((hub) => {
      const decidedAt = assessing.get(hub.agency);
      if (decidedAt === undefined) return [];
      const anchors = childrenOf(facts).flatMap((childId) =>
        corrected({ rule: 'ASSESSMENT', anchor: 'referral-published', agencyAt: () => hub.agency, happensOnce: true, childId }, presenceOf(facts, childId, hub)));
      return anchors.filter(({ end }) => end === null || end.at >= decidedAt);
    });
  },
  stated('STRATEGY_TO_ICPC', 'strategy-discussion-held', ['conference-held', 'conference-not-required']),
  stated('STRATEGY_TO_ICPC', 'section-47-started', ['conference-held', 'conference-not-required']),
  stated('ASSESSMENT', 'assessment-started', ['assessment-completed', 'assessment-not-required']),
  returns,
];

/** Every anchor of a clock of this referral, except those that a breach starts, and those of a child whom no agency has. */
export function anchorsIn(facts: ReferralFacts, policy: ClockPolicy): readonly Anchor[] {
  return STARTS.flatMap((starts) => starts(facts, policy));
}

function hubs({ sharings }: Pick<ReferralFacts, 'sharings'>, policy: ClockPolicy): ReferralFacts['sharings'] {
  return sharings.filter(({ agency, expectation }) =>
    expectation === 'acknowledge-and-decide' && policy.agency(agency)?.kind === 'childrens-social-care');
}

interface Started {
  readonly agency: string;
  readonly at: string;
  readonly messageId: string;
}

/** An anchor that happens once and is never corrected. */
function started(rule: ClockRuleId, anchor: AnchorEvent, by: Started): Anchor {
  return { rule, anchor, at: by.at, agency: by.agency, because: by.messageId, key: by.messageId, end: null };
}

interface Chain extends Subject {
  readonly rule: ClockRuleId;
  readonly anchor: AnchorEvent;
  /** The agency that a start runs against, by the time at which it was recorded. */
  readonly agencyAt: (recordedAt: string) => string;
  readonly isOver?: (countsFrom: string, at: string) => boolean;
  /** True where an answer of any time counts. */
  readonly happensOnce?: true;
  /** The corrections from a message on, if it is one that the agency was sent. */
  readonly correctionsOf?: (because: string) => readonly KnownCorrection[] | undefined;
}

/** The starts of one anchor whose time may be corrected. */
function corrected({ rule, anchor, agencyAt, isOver, happensOnce, correctionsOf, ...subject }: Chain, records: readonly AnchorRecord[]): readonly Anchor[] {
  const anchors = new Map<object, Anchor>();
  for (const { start, end } of anchorStarts(records, isOver)) {
    const { at, because, occurrence, recordedAt, countsFrom, corrects: earlier } = start;
    const corrects = earlier === undefined ? undefined : anchors.get(earlier);
    const key = `${at} ${occurrence}`;
    const corrections = corrects === undefined ? correctionsOf?.(because) : corrects.corrections;
    anchors.set(start, {
      rule, anchor, at, agency: agencyAt(recordedAt), because, key, end, ...subject,
      ...(happensOnce !== true && { countsFrom }), ...(corrects !== undefined && { corrects }), ...(corrections !== undefined && { corrections }),
    });
  }
  return [...anchors.values()];
}

/**
 * Starts an agency's clock by its own statement. A statement with another time corrects the time while the clock is open. After an end
 * it starts another clock. The statements of a successor are about the work of the agency before it.
 */
function stated(rule: ClockRuleId, anchor: AnchorEvent, ends: readonly string[]): Starts {
  return (facts) => {
    const happened = facts.happened.map(({ agency, ...each }) => ({ ...each, ...(agency !== undefined && { agency: firstInSuccession(facts, agency) }) }));
    // An agency's own client may state any id. A child that the referral never had has no duty.
    const children = new Set<string | undefined>([undefined, ...childrenOf(facts)]);
    const statements = happened.filter(({ event, agency, childId }) => event === anchor && agency !== undefined && children.has(childId));
    const subjects = new Map(statements.map(({ agency = '', childId }) => [`${agency} ${childId ?? ''}`, { agency, childId }]));
    return [...subjects.values()].flatMap(({ agency, childId }) => {
      const own = statements.filter((each) => each.agency === agency && each.childId === childId);
      const isOver = (countsFrom: string, at: string): boolean => happened.some((each) =>
        ends.includes(each.event) && each.agency === agency && isAbout(each, { childId }) && countsFrom <= each.at && each.at < at);
      return corrected(
        { rule, anchor, agencyAt: () => agency, isOver, ...(childId !== undefined && { childId }) },
        [...own.map(({ at, storedAt = at, messageId: because }) => ({ at, recordedAt: storedAt, because })), ...removalsOf(facts, childId)],
      );
    });
  };
}

/** Every child that the referral has had. */
function childrenOf({ known }: ReferralFacts): readonly string[] {
  return [...new Set(known.flatMap(({ children }) => children.map(({ childId }) => childId)))];
}

/** The corrections by which a child was taken out of the referral. */
function removalsOf({ known }: ReferralFacts, child: string | undefined): readonly AnchorRecord[] {
  return known.filter(({ children }) => child !== undefined && !children.some(({ childId }) => childId === child))
    .map(({ recordedAt, messageId: because }) => ({ at: null, recordedAt, because, takenBack: 'child-removed' }));
}

/** When a child was in a referral that an agency has: since it was sent the referral, or since the correction that added the child. */
function presenceOf({ known }: ReferralFacts, child: string, { at: since, messageId }: Pick<Started, 'at' | 'messageId'>): readonly AnchorRecord[] {
  let at: string | null = null;
  return known.toSorted(byKey((state) => state.recordedAt, (state) => state.messageId)).map(({ recordedAt, messageId: because, children }): AnchorRecord => {
    if (!children.some(({ childId }) => childId === child)) {
      at = null;
      return { at, recordedAt, because, takenBack: 'child-removed' };
    }
    at ??= recordedAt > since ? recordedAt : since;
    return { at, recordedAt, because: at === since ? messageId : because };
  });
}

function reasonableGrounds({ sharings, grounds, corrections }: ReferralFacts): readonly Anchor[] {
  const rules = [...sharings, ...grounds.flatMap(({ agencies }) => agencies)].flatMap(({ agency, clocks }) =>
    clocks.filter(({ anchor }) => anchor === GROUNDS).map(({ rule }) => [`${agency} ${rule}`, { agency, rule }] as const));
  return [...new Map(rules).values()].flatMap(({ agency, rule }) => {
    const records = [
      ...sharings.map(({ at, messageId, ...sharing }) => ({ recordedAt: at, messageId, agencies: [sharing] })), ...grounds,
    ].flatMap(({ recordedAt, messageId: because, agencies }) => agencies.filter((each) => each.agency === agency).flatMap((each): AnchorRecord[] => [
      ...each.clocks.filter((clock) => clock.anchor === GROUNDS && clock.rule === rule).map(({ at }) => ({ at, recordedAt, because })),
      ...('takenBack' in each ? each.takenBack ?? [] : []).filter((taken) => taken === rule).map(() => ({ at: null, recordedAt, because, takenBack: 'grounds-taken-back' }) as const),
    ]));
    const startedBy = (because: string) => correctionsFrom(corrections.find(({ messageId }) => messageId === because), agency, corrections);
    // A school that has read the notice has read it, at any time of the report.
    return corrected({ rule, anchor: GROUNDS, agencyAt: () => agency, happensOnce: true, correctionsOf: startedBy }, records);
  });
}

/**
 * Each return of a missing child, against the hub of the area where the child lives, or else the first hub. Without a hub among the
 * recipients it runs against the first one, so that the force is called.
 */
function returns(facts: ReferralFacts, policy: ClockPolicy): readonly Anchor[] {
  const [first] = facts.sharings;
  if (first === undefined) return [];
  return knownReturns(facts).flatMap(({ subject, records }) => {
    const agencyAt = (recordedAt: string): string => {
      const known = hubs({ sharings: facts.sharings.filter(({ at }) => at <= recordedAt) }, policy);
      const area = areaAt(facts, subject.childId, recordedAt);
      const own = known.find(({ agency }) => area !== undefined && policy.agency(agency)?.areas.includes(area));
      return (own ?? known[0] ?? first).agency;
    };
    return corrected({ rule: 'RETURN_INTERVIEW', anchor: 'child-returned', agencyAt, ...subject }, records);
  });
}

/** The area where a child lived by the latest state that the exchange knew at a time. */
function areaAt({ known }: ReferralFacts, childId: string, recordedAt: string): string | undefined {
  const states = known.filter((state) => state.recordedAt <= recordedAt).toSorted(byKey((state) => state.recordedAt));
  return states.findLast(({ children }) => children.some((child) => child.childId === childId))?.children.find((child) => child.childId === childId)?.area;
}
