import { byKey, groupBy } from '#libs/kernel';

import {
  askedAbout, childrenAt, decides, isPerChild, mustAnswer, type AskedAboutChild, type AskedAgency, type ChildrenKnown, type Departure,
} from './asked-agency.js';

/**
 * Who has a child. `held`: these agencies accepted, the first one first. `awaiting`: these have not answered. `no-holder`: every agency
 * that must answer has refused, has redirected to an agency that refused or could not be sent the referral, or has ended.
 */
export type HolderOfChild =
  | { readonly state: 'held'; readonly since: string; readonly agencies: readonly string[] }
  | { readonly state: 'awaiting'; readonly since: string; readonly agencies: readonly string[] }
  | { readonly state: 'no-holder'; readonly since: string; readonly agencies: readonly [] };

/**
 * Who has the children of a referral. Where copies show some of the children only, each child has a holder of its own, and the state of the
 * referral is `no-holder` where one child has none, since the earliest such time, and `held` where each child is held, since the last
 * of them is.
 */
export type Holder = HolderOfChild & {
  /** Absent where every agency that must answer was sent all children. */
  readonly children?: readonly (HolderOfChild & { readonly childId: string })[];
};

/** The beginning of a time without a holder. The time ends when an agency accepts, or when another agency is asked. */
export interface TimeWithoutHolder {
  readonly from: string;
  /** The child, where the referral had another child at that time that had a holder, or that had lost it in another way. */
  readonly childId?: string;
  /** The agency that had the child last, and the reason why it has it no longer. */
  readonly lastAgency: string;
  readonly because: string;
}

/**
 * Who has the children now. The caller leaves a withdrawn referral out, because no agency has to take it.
 *
 * @param known the children of the referral since its publication, for a referral of which copies show some of the children only.
 * @returns null for a referral without an agency.
 */
export function holderOf(agencies: readonly AskedAgency[], known: readonly ChildrenKnown[] = []): Holder | null {
  const ofAll = holderIn(mustAnswer(agencies));
  if (!isPerChild(agencies, known)) return ofAll;
  const children = childrenAt(known).flatMap((childId) => {
    const holder = holderIn(askedAbout(childId, agencies, known)) ?? neverAsked(childId, agencies, known);
    return holder === null ? [] : [{ childId, ...holder }];
  });
  return summaryOf(children) ?? ofAll;
}

/** Who has these of the children, for an agency that may learn of no others. Null where the holder names none of them. */
export function holderOfChildren(holder: Holder, children: readonly string[]): Holder | null {
  return holder.children === undefined ? holder : summaryOf(holder.children.filter(({ childId }) => children.includes(childId)));
}

/** The beginnings of every time in which no agency had a child, earliest first. The order of the agencies makes no difference. */
export function timesWithoutHolder(agencies: readonly AskedAgency[], known: readonly ChildrenKnown[] = []): readonly TimeWithoutHolder[] {
  if (!isPerChild(agencies, known)) return timesIn(mustAnswer(agencies));
  const all = [...new Set(known.flatMap(({ children }) => children))].toSorted();
  const times = all.flatMap((childId) => timesIn(askedAbout(childId, agencies, known))
    .filter(({ from }) => childrenAt(known, from).includes(childId)).map((time) => ({ childId, ...time })));
  const together = groupBy(times, ({ from, lastAgency, because }) => `${from} ${lastAgency} ${because}`);
  return [...together.values()].flatMap((group) => (isOfAll(group, known) ? group.slice(0, 1).map(({ from, lastAgency, because }) => ({ from, lastAgency, because })) : group))
    .toSorted(byKey(({ from }) => from, ({ lastAgency }) => lastAgency, ({ childId = '' }: TimeWithoutHolder) => childId));
}

/** Whether all children of the referral lost their holder at once. One time then is about all of them. */
function isOfAll(group: readonly TimeWithoutHolder[], known: readonly ChildrenKnown[]): boolean {
  return group.length === childrenAt(known, group[0]?.from).length;
}

type Asked = AskedAgency | AskedAboutChild;

function holderIn(agencies: readonly Asked[]): HolderOfChild | null {
  const asked = withEnds(agencies).toSorted(byKey(({ askedAt }) => askedAt, ({ agency }) => agency));
  const [first] = asked;
  if (first === undefined) return null;
  const accepted = asked.flatMap(({ agency, acceptedAt: at, ...each }) => (at === undefined || takenOutOf(each) !== undefined ? [] : [{ agency, at }])).toSorted(byKey(({ at }) => at));
  if (accepted[0] !== undefined) return { state: 'held', since: accepted[0].at, agencies: accepted.map(({ agency }) => agency) };
  const open = asked.filter((each) => departuresOf(each).length === 0);
  if (open[0] !== undefined) return { state: 'awaiting', since: open[0].askedAt, agencies: open.map(({ agency }) => agency) };
  const ends = asked.flatMap((each) => departuresOf(each).map(({ at }) => at)).toSorted();
  return { state: 'no-holder', since: ends.at(-1) ?? first.askedAt, agencies: [] };
}

/**
 * The holder of a child whom no copy has shown to an agency that must answer. Where agencies are asked to decide, no agency has the child. A
 * referral that asks none to decide is a notice, and is not about a child of whom it notifies no agency.
 */
function neverAsked(childId: string, agencies: readonly AskedAgency[], known: readonly ChildrenKnown[]): HolderOfChild | null {
  if (!agencies.some((each) => decides(each))) return null;
  const since = known.filter(({ children }) => children.includes(childId)).map(({ at }) => at).toSorted()[0] ?? '';
  return { state: 'no-holder', since, agencies: [] };
}

function summaryOf(children: NonNullable<Holder['children']>): Holder | null {
  const without = children.filter(({ state }) => state === 'no-holder');
  const awaiting = children.filter(({ state }) => state === 'awaiting');
  const times = (of: typeof children): readonly string[] => of.map(({ since }) => since).toSorted();
  const [noHolderSince] = times(without);
  if (noHolderSince !== undefined) return { state: 'no-holder', since: noHolderSince, agencies: [], children };
  const [awaitingSince] = times(awaiting);
  const agencies = (of: typeof children): readonly string[] => [...new Set(of.flatMap((each): readonly string[] => each.agencies))];
  if (awaitingSince !== undefined) return { state: 'awaiting', since: awaitingSince, agencies: agencies(awaiting), children };
  const heldSince = times(children).at(-1);
  return heldSince === undefined ? null : { state: 'held', since: heldSince, agencies: agencies(children), children };
}

function timesIn(agencies: readonly Asked[]): readonly TimeWithoutHolder[] {
  const asked = withEnds(agencies);
  const ends = asked.flatMap((each) => departuresOf(each).map(({ at: from, because }) => ({ from, lastAgency: each.agency, because })));
  // Of two agencies that leave at one time, one is the last: the names decide, so that the result does not depend on the order.
  const last = ends.toSorted(byKey(({ from }) => from, ({ lastAgency }) => lastAgency)).filter(({ from }, index, all) => all[index + 1]?.from !== from);
  return last.filter(({ from }) => asked.every((each) => isWithout(each, from)));
}

/** Adds the end of each agency that has not accepted to the ways in which the child left it. A child cannot leave before the agency was asked. */
function withEnds(asked: readonly Asked[]): readonly Asked[] {
  return asked.map((each) => {
    const { ended, askedAt, acceptedAt, left } = each;
    if (ended === undefined || acceptedAt !== undefined) return each;
    return { ...each, left: [...left, { ...ended, at: ended.at > askedAt ? ended.at : askedAt }] };
  });
}

/** Whether an agency neither has the child nor is asked at that moment. */
function isWithout(asked: Asked, at: string): boolean {
  const { askedAt, acceptedAt } = asked;
  const takenOut = takenOutOf(asked);
  if (acceptedAt !== undefined && acceptedAt <= at && (takenOut === undefined || at < takenOut.at)) return false;
  return askedAt > at || departuresOf(asked).some((departure) => departure.at <= at);
}

function takenOutOf(asked: Partial<AskedAboutChild>): Departure | undefined {
  return asked.takenOut;
}

/** The moments from which an agency has the child no longer: its first departure; and, where it accepted, the correction that took the child out of its copy. */
function departuresOf(asked: Asked): readonly Departure[] {
  const takenOut = takenOutOf(asked);
  if (takenOut === undefined) return earliest(asked.left);
  return asked.acceptedAt === undefined ? earliest([...asked.left, takenOut]) : [...earliest(asked.left), takenOut];
}

/** The first departure; none for an agency that has not left. After it the agency has the child only by accepting. */
function earliest(left: readonly Departure[]): readonly Departure[] {
  return left.toSorted(byKey(({ at }) => at, ({ because }) => because)).slice(0, 1);
}
