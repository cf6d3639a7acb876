/** The longest period that is searched without a referral, a request or an agency, in days. */
export const LONGEST_PERIOD_DAYS = 92;
const DAY_MS = 86_400_000;

export interface Bounds {
  readonly referralId?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly caseKeys?: readonly string[] | undefined;
  readonly agency?: string | undefined;
  readonly from?: string | undefined;
  /** Without it, the period ends now. */
  readonly to?: string | undefined;
}

/**
 * Checks that a query would not read the whole log. A referral, a case or one request (by its correlation id) has few events, however old.
 * Every other query needs a period, and a long period needs an agency.
 *
 * @returns a sentence with the missing bounds; null when the query is bounded.
 */
export function whatBoundsAreMissing({ referralId, correlationId, caseKeys, agency, from, to }: Bounds, now: Date): string | null {
  if (referralId !== undefined || correlationId !== undefined || caseKeys !== undefined) return null;
  if (from === undefined) {
    return `Add referralId, caseReference or correlationId, or a period that begins with from (at most ${LONGEST_PERIOD_DAYS} days, longer with agency).`;
  }
  const days = ((to === undefined ? now.getTime() : Date.parse(to)) - Date.parse(from)) / DAY_MS;
  if (days <= LONGEST_PERIOD_DAYS || agency !== undefined) return null;
  return `The period has ${Math.ceil(days)} days. Shorten it to ${LONGEST_PERIOD_DAYS} days with from and to, or add agency or referralId.`;
}

/** True for a period that ends before it begins, or that is empty. */
export function isBackwards(from: string | undefined, to: string | undefined): boolean {
  return from !== undefined && to !== undefined && Date.parse(from) >= Date.parse(to);
}
