import { endOfAgency } from './agency-ends.js';
import { stepName, type ClockStart, type ClockStep } from './clock-start.js';
import type { ReferralFacts } from './fact.js';

/** The part of a clock that its calls follow from. */
interface CallingClock {
  readonly start: ClockStart;
  /** The agency that has to answer now. */
  readonly against: string;
}

/** An earlier clock about the same duty: a time that was corrected, or the clock of an agency that was succeeded. */
export interface EarlierClock {
  readonly clock: CallingClock;
  /** When this clock took its place. */
  readonly until: string;
  /** The clocks before it. */
  readonly earlier: readonly EarlierClock[];
}

export interface Called {
  readonly isFollowedUp: boolean;
  readonly earlier: readonly EarlierClock[];
}

const NONE: ReadonlySet<string> = new Set();
/** The roles of the agency that a clock runs against. */
const OF_THE_AGENCY: ReadonlySet<string> = new Set(['duty-contact', 'manager']);

/**
 * The steps that need no message, by their index, because
 * - the referrer has followed up already;
 * - the agency has ended, and its roles have no holders. That holds for a missed step from before the end as well;
 * - the role was called for an earlier clock about the same duty, and the step was due when this clock took its place. A step that is due
 *   later is another matter: the clock gave time again, and it has passed again.
 *
 * A breach is in the record each time, because it calls no person.
 */
export function sparedSteps(
  { start, against, earlier, isFollowedUp }: CallingClock & Called, facts: ReferralFacts, sent: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<number> {
  const hasEnded = endOfAgency(facts, against) !== null;
  return new Set(start.steps.flatMap((step, index) => {
    const { role, at } = step;
    if (role === undefined) return [];
    const isSpared = (isFollowedUp && role === 'referrer') || (hasEnded && OF_THE_AGENCY.has(role))
      || earlier.some((each) => at <= each.until && wasCalled(step, each, against, sent));
    return isSpared ? [index] : [];
  }));
}

/** Whether the role was called, or warned, for an earlier clock. The duty contact of another agency is another person. */
function wasCalled(step: ClockStep, { clock, earlier }: EarlierClock, against: string, sent: ReadonlyMap<string, ReadonlySet<string>>): boolean {
  const names = sent.get(clock.start.clockId) ?? NONE;
  const isSamePerson = !OF_THE_AGENCY.has(step.role ?? '') || clock.against === against;
  return (isSamePerson && clock.start.steps.some(({ kind, role, percent }, index) =>
    kind === step.kind && role === step.role && percent === step.percent && names.has(stepName(index))))
    || earlier.some((each) => wasCalled(step, each, against, sent));
}
