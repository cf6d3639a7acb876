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

/**
 * Who has the child. `held`: these agencies accepted, the first one first. `awaiting`: these have not answered. `no-holder`: every agency
 * that must answer has refused, has redirected to an agency that refused or could not be sent the referral, or has ended.
 */
export type Holder =
  | { readonly state: 'held'; readonly since: string; readonly agencies: readonly string[] }
  | { readonly state: 'awaiting'; readonly since: string; readonly agencies: readonly string[] }
  | { readonly state: 'no-holder'; readonly since: string; readonly agencies: readonly [] };

/** The beginning of a time without a holder. The time ends when an agency accepts, or when another agency is asked. */
export interface TimeWithoutHolder {
  readonly from: string;
  /** The agency that had the referral last, and the reason why it has it no longer. */
  readonly lastAgency: string;
  readonly because: string;
}

/**
 * The agencies whose answer decides whether a child has a holder: those that are asked to decide. An agency that is asked to acknowledge
 * takes note of a child and does not take the child's case, so its acknowledgement must not hide that no agency has. Where no agency is
 * asked to decide, all agencies count.
 */
export function mustAnswer<Asked extends Pick<AskedAgency, 'expectation'>>(agencies: readonly Asked[]): readonly Asked[] {
  const deciding = agencies.filter(({ expectation }) => expectation === 'acknowledge-and-decide');
  return deciding.length > 0 ? deciding : agencies;
}

/**
 * Who has the child now. The caller leaves a withdrawn referral out, because no agency has to take it.
 *
 * @returns null for a referral without an agency.
 */
export function holderOf(agencies: readonly AskedAgency[]): Holder | null {
  const asked = withEnds(mustAnswer(agencies)).toSorted(byKey(({ askedAt }) => askedAt, ({ agency }) => agency));
  const [first] = asked;
  if (first === undefined) return null;
  const accepted = asked.flatMap(({ agency, acceptedAt: at }) => (at === undefined ? [] : [{ agency, at }])).toSorted(byKey(({ at }) => at));
  if (accepted[0] !== undefined) return { state: 'held', since: accepted[0].at, agencies: accepted.map(({ agency }) => agency) };
  const open = asked.filter(({ left }) => left.length === 0);
  if (open[0] !== undefined) return { state: 'awaiting', since: open[0].askedAt, agencies: open.map(({ agency }) => agency) };
  const ends = asked.flatMap(({ left }) => earliest(left).map(({ at }) => at)).toSorted();
  return { state: 'no-holder', since: ends.at(-1) ?? first.askedAt, agencies: [] };
}

/** The beginnings of every time in which no agency had the child, earliest first. The order of the agencies makes no difference. */
export function timesWithoutHolder(agencies: readonly AskedAgency[]): readonly TimeWithoutHolder[] {
  const asked = withEnds(mustAnswer(agencies));
  const ends = asked.flatMap(({ agency, left }) => earliest(left).map(({ at: from, because }) => ({ from, lastAgency: agency, because })));
  // Of two agencies that leave at one time, one is the last: the names decide, so that the result does not depend on the order.
  const last = ends.toSorted(byKey(({ from }) => from, ({ lastAgency }) => lastAgency)).filter(({ from }, index, all) => all[index + 1]?.from !== from);
  return last.filter(({ from }) => asked.every((each) => isWithout(each, from)));
}

/** Adds the end of each agency that has not accepted to the ways in which the child left it. A child cannot leave before the agency was asked. */
function withEnds(asked: readonly AskedAgency[]): readonly AskedAgency[] {
  return asked.map((each) => {
    const { ended, askedAt, acceptedAt, left } = each;
    if (ended === undefined || acceptedAt !== undefined) return each;
    return { ...each, left: [...left, { ...ended, at: ended.at > askedAt ? ended.at : askedAt }] };
  });
}

/** Whether an agency neither has the child nor is asked at that moment. */
function isWithout({ askedAt, acceptedAt, left }: AskedAgency, at: string): boolean {
  if (acceptedAt !== undefined && acceptedAt <= at) return false;
  return askedAt > at || earliest(left).some((departure) => departure.at <= at);
}

/** The first departure; none for an agency that has not left. After it the agency has the child only by accepting. */
function earliest(left: readonly Departure[]): readonly Departure[] {
  return left.toSorted(byKey(({ at }) => at, ({ because }) => because)).slice(0, 1);
}
