import type { Expectation } from '#libs/contracts';
import { byKey } from '#libs/kernel';

/**
 * An agency that was asked to answer, and its answers as far as they count. Times are UTC with milliseconds, so that they compare as
 * text.
 */
export interface AskedAgency {
  readonly agency: string;
  readonly expectation: Expectation;
  /** When it was sent the referral. */
  readonly askedAt: string;
  /** The children that its copy showed then; absent where it showed all. */
  readonly children?: readonly string[];
  /** When it accepted, also after a refusal or a redirect. */
  readonly acceptedAt?: string;
  /** Each way in which the child left the agency by an answer: a refusal, a redirect that was followed or declined. */
  readonly left: readonly Departure[];
  /** The end of the agency. It counts where the agency had not accepted: an agency that accepted hands the child on by its own means. */
  readonly ended?: Departure;
}

export interface Departure {
  readonly at: string;
  /** Id of the fact or statement. */
  readonly because: string;
}

/** The children of a referral from a time on, as the publication or a correction has them. */
export interface ChildrenKnown {
  readonly at: string;
  /** Id of the fact. */
  readonly because: string;
  readonly children: readonly string[];
  /** The agencies whose copy shows some of the children only since a correction. The copy of every other agency shows all. */
  readonly shown?: readonly { readonly agency: string; readonly children: readonly string[] }[];
}

/** A time in which the copy of an agency shows one child: the agency is asked about the child from its beginning. */
export interface AskedAboutChild extends Omit<AskedAgency, 'children'> {
  /** The correction that took the child out of the copy. The agency then has the child no longer, also where it had accepted. */
  readonly takenOut?: Departure;
}

/**
 * The agencies whose answer decides whether a child has a holder: those that are asked to decide. An agency that is asked to acknowledge
 * takes note of a child and does not take the child's case, so its acknowledgement must not hide that no agency has. Where no agency is
 * asked to decide, all agencies count.
 */
export function mustAnswer<Asked extends Pick<AskedAgency, 'expectation'>>(agencies: readonly Asked[]): readonly Asked[] {
  const deciding = agencies.filter((each) => decides(each));
  return deciding.length > 0 ? deciding : agencies;
}

export function decides({ expectation }: Pick<AskedAgency, 'expectation'>): boolean {
  return expectation === 'acknowledge-and-decide';
}

/** Whether the copy of an agency that must answer shows, or has shown, some of the children only. Otherwise all children have the same holder. */
export function isPerChild(agencies: readonly AskedAgency[], known: readonly ChildrenKnown[]): boolean {
  const asked = mustAnswer(agencies);
  return asked.some(({ children }) => children !== undefined)
    || known.some(({ shown = [] }) => shown.some((copy) => asked.some(({ agency }) => agency === copy.agency)));
}

/**
 * The times in which agencies that must answer were asked about a child. The answers of an agency count for each child that its copy shows: a
 * child that a correction adds to the copy of an agency that had refused is refused from that moment on.
 */
export function askedAbout(child: string, agencies: readonly AskedAgency[], known: readonly ChildrenKnown[]): readonly AskedAboutChild[] {
  const inOrder = inOrderOfTime(known);
  return mustAnswer(agencies).flatMap((each) => {
    const { children: _, ...asked } = each;
    return timesShown(child, each, inOrder).map(({ from, until }) => within(asked, from, until));
  });
}

/** The children of the referral at a time; now, if no time is given. */
export function childrenAt(known: readonly ChildrenKnown[], at?: string): readonly string[] {
  return inOrderOfTime(known).findLast((state) => at === undefined || state.at <= at)?.children ?? [];
}

/** The children of the referral that an agency was sent, also where a correction has taken one out of its copy since. */
export function childrenSent(agency: AskedAgency, known: readonly ChildrenKnown[]): readonly string[] {
  const inOrder = inOrderOfTime(known);
  return childrenAt(known).filter((child) => timesShown(child, agency, inOrder).length > 0);
}

/** The copies that agencies were sent, each with the children that it shows now. */
export function copiesNow<Copy extends { readonly agency: string; readonly at: string; readonly children?: readonly string[] }>(
  copies: readonly Copy[], known: readonly ChildrenKnown[],
): readonly Copy[] {
  const last = inOrderOfTime(known).at(-1);
  if (last === undefined || copies.every(({ at }) => at >= last.at)) return copies;
  return copies.map((copy) => {
    if (copy.at >= last.at) return copy;
    const { children: _, ...sent } = copy;
    const children = last.shown?.find(({ agency }) => agency === copy.agency)?.children;
    return { ...sent, ...(children !== undefined && { children }) } as Copy;
  });
}

interface TimeShown {
  readonly from: string;
  readonly until?: Departure;
}

function timesShown(child: string, { agency, askedAt, children }: AskedAgency, known: readonly ChildrenKnown[]): readonly TimeShown[] {
  const isThen = known.findLast(({ at }) => at <= askedAt)?.children.includes(child) ?? true;
  const times: TimeShown[] = (children === undefined ? isThen : children.includes(child)) ? [{ from: askedAt }] : [];
  for (const { at, because, children: all, shown = [] } of known.filter((state) => state.at > askedAt)) {
    const isShown = all.includes(child) && (shown.find((copy) => copy.agency === agency)?.children.includes(child) ?? true);
    const last = times.at(-1);
    const isOpen = last !== undefined && last.until === undefined;
    if (isShown && !isOpen) times.push({ from: at });
    if (!isShown && isOpen) times.splice(-1, 1, { from: last.from, until: { at, because } });
  }
  return times;
}

/** The answers of an agency as far as they count in a time. One from before it counts from its beginning. */
function within({ acceptedAt, left, ended, ...asked }: Omit<AskedAgency, 'children'>, from: string, until: Departure | undefined): AskedAboutChild {
  const isBefore = (at: string): boolean => until === undefined || at < until.at;
  const departures = left.filter(({ at }) => isBefore(at)).map(({ at, because }) => ({ at: later(at, from), because }));
  return {
    ...asked, askedAt: from,
    ...(acceptedAt !== undefined && isBefore(acceptedAt) && { acceptedAt: later(acceptedAt, from) }),
    left: departures,
    ...(ended !== undefined && isBefore(ended.at) && { ended }),
    ...(until !== undefined && { takenOut: until }),
  };
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}

function inOrderOfTime(known: readonly ChildrenKnown[]): readonly ChildrenKnown[] {
  return known.toSorted(byKey(({ at }) => at, ({ because }) => because));
}
