const MINUTE_MS = 60_000;

export interface Age {
  /** ISO 8601, always with days, hours and minutes: `P1DT2H30M`. */
  readonly age: string;
  readonly ageMinutes: number;
}

/** Time elapsed, in whole minutes; never negative, because clocks of different machines differ. */
export function ageOf(since: string, asOf: string): Age {
  const ageMinutes = Math.max(0, Math.floor((Date.parse(asOf) - Date.parse(since)) / MINUTE_MS));
  const days = Math.floor(ageMinutes / 1_440);
  const hours = Math.floor((ageMinutes % 1_440) / 60);
  return { age: `P${days}DT${hours}H${ageMinutes % 60}M`, ageMinutes };
}

const DURATION = /^P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?)?$/;

/**
 * Minutes of an ISO 8601 duration in weeks, days, hours and minutes, or of a plain number of minutes. Months and years are refused,
 * because they have no fixed length.
 */
export function parseDuration(text: string): number | undefined {
  if (/^\d{1,8}$/.test(text)) return Number(text);
  const match = DURATION.exec(text);
  if (match === null || text.endsWith('P') || text.endsWith('T')) return undefined;
  const [weeks = 0, days = 0, hours = 0, minutes = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((weeks * 7 + days) * 24 + hours) * 60 + minutes;
}
