import { InvalidArgumentError } from 'commander';

import { isUuid, SLUG_PATTERN } from '#libs/kernel';

const STAFF_REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const IDEMPOTENCY_KEY = /^[A-Za-z0-9._:-]{1,128}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const AGO = /^(\d{1,6})(m|h|d|w)$/;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

/** An identifier as the exchange gives it. */
export function uuid(text: string): string {
  const lower = text.trim().toLowerCase();
  if (!isUuid(lower)) throw new InvalidArgumentError('It must be an id of the exchange: a UUID such as 0190f3a4-5b7c-7c3a-9d2e-3f0a1b2c3d4e.');
  return lower;
}

/** An id of the partnership. */
export function slug(text: string): string {
  if (!SLUG_PATTERN.test(text) || text.length > 64) throw new InvalidArgumentError('It must be an id of the partnership such as northshire-csc.');
  return text;
}

export function staffReference(text: string): string {
  if (!STAFF_REFERENCE.test(text)) throw new InvalidArgumentError('It must be an opaque staff reference such as sw-0142, never a name.');
  return text;
}

export function idempotencyKey(text: string): string {
  if (!IDEMPOTENCY_KEY.test(text)) throw new InvalidArgumentError('It must have 1 to 128 letters, digits and ._:- in it.');
  return text;
}

/** A parser for whole numbers in a range, both ends included. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,12}$/.test(text) || value < min || value > max) throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return value;
  };
}

/**
 * A moment: a date (its beginning, UTC), a time with offset, or how long ago (`90m`, `24h`, `7d`, `2w`).
 *
 * @returns RFC 3339 in UTC, as the query parameters want it.
 */
export function instant(now: () => Date): (text: string) => string {
  return (text) => {
    const ago = AGO.exec(text);
    const unit = UNIT_MS[ago?.[2] ?? ''];
    if (ago !== null && unit !== undefined) return new Date(now().getTime() - Number(ago[1]) * unit).toISOString();
    const time = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
    const isOnCalendar = !Number.isNaN(time) && new Date(Date.parse(text.slice(0, 10))).toISOString().startsWith(text.slice(0, 10));
    if (isOnCalendar) return new Date(time).toISOString();
    throw new InvalidArgumentError('It must be a date (2026-05-22), a time with offset (2026-05-22T18:00:00+01:00), or how long ago (24h, 7d).');
  };
}

/** The base URL of a server, without the slash at its end. */
export function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === '';
  if (!isPlain) throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:4100.');
  return url.href.replace(/\/+$/, '');
}

/** The code of a unit as facts carry it. */
export function unitCode(text: string): string {
  if (!/^[A-Z0-9][A-Z0-9-]{0,11}$/.test(text)) throw new InvalidArgumentError('It must be the code of a unit in capital letters, digits and hyphens, such as RESPONSE-2.');
  return text;
}

/** An end of a period of local days. Whether the calendar has the day, the portal says. */
export function dayOrMonth(text: string): string {
  if (!/^\d{4}-\d{2}(?:-\d{2})?$/.test(text)) throw new InvalidArgumentError('It must be a day such as 2026-05-22, or a month such as 2026-05.');
  return text;
}
