import fc from 'fast-check';

import type { AskedAgency } from '../holder/asked-agency.js';

export const HUB = 'northshire-csc';
export const NEIGHBOUR = 'northmoor-csc';
export const SCHOOL = 'hilltop-school';

/** Minutes after the publication, as a time. */
export function at(minutes: number): string {
  return new Date(Date.UTC(2026, 4, 22, 17, minutes)).toISOString();
}

/** An agency that is asked to decide, with the minutes of its answers. */
export function asked(agency: string, { from = 0, accepted, left = [] }: { from?: number; accepted?: number; left?: readonly number[] } = {}): AskedAgency {
  return {
    agency, expectation: 'acknowledge-and-decide', askedAt: at(from), ...(accepted !== undefined && { acceptedAt: at(accepted) }),
    left: left.map((minute) => ({ at: at(minute), because: `${agency}-${minute}` })),
  };
}

/** Few minutes, so that ties happen. An agency leaves only after it was asked, and accepts at any time after that. */
export function anyAgencies(): fc.Arbitrary<AskedAgency[]> {
  const minutes = fc.integer({ min: 0, max: 6 });
  return fc.uniqueArray(fc.record({
    agency: fc.constantFrom('a', 'b', 'c', 'd'), expectation: fc.constantFrom('acknowledge-and-decide' as const, 'acknowledge' as const),
    from: minutes, accepted: fc.option(minutes, { nil: undefined }), left: fc.array(minutes, { maxLength: 2 }),
  }).map(({ agency, expectation, from, accepted, left }) => ({
    ...asked(agency, { from, ...(accepted !== undefined && { accepted: from + accepted }), left: left.map((after) => from + after) }), expectation,
  })), { selector: ({ agency }) => agency, maxLength: 4 });
}
