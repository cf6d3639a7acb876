const INSTANT = /"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z"/gu;
const BEFORE_MS = 10 * 60_000;

/**
 * A referral as if everything in it had happened today: the latest of its times becomes ten minutes before `now`, and the
 * others keep their distance. An example with fixed dates becomes outdated: half a year later every duty that it starts is
 * breached before it is sent, and a measurement would count warnings and calls that no real referral causes.
 *
 * @param referral a request of the publisher's API; dates without a time, such as one of birth, stay.
 */
export function timelyReferral(referral: object, now: Date): object {
  const text = JSON.stringify(referral);
  const latest = Math.max(...(text.match(INSTANT) ?? []).map((time) => Date.parse(time.slice(1, -1))));
  const later = now.getTime() - BEFORE_MS - latest;
  return JSON.parse(text.replace(INSTANT, (time) => `"${new Date(Date.parse(time.slice(1, -1)) + later).toISOString()}"`)) as object;
}
