import { InvalidArgumentError } from '@commander-js/extra-typings';

import { ACCESS_ACTION, CASE_KEY, CASE_REFERENCE, UNIT_AS_WRITTEN } from '#libs/contracts';
import { isUuid, SLUG_PATTERN, systemClock } from '#libs/kernel';

const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;
const AGO = /^(\d{1,6})(m|h|d|w)$/;
const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DURATION = /^(?:P(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?)?|\d{1,9})$/;
const ISO_DURATION: Readonly<Record<string, (amount: string) => string>> = {
  m: (amount) => `PT${amount}M`, h: (amount) => `PT${amount}H`, d: (amount) => `P${amount}D`, w: (amount) => `P${amount}W`,
};

/** An id of the exchange, in lower case. */
export function uuid(text: string): string {
  const lower = text.trim().toLowerCase();
  if (!isUuid(lower)) throw new InvalidArgumentError('It must be an id of the exchange: a UUID such as 0190f3a4-5b7c-7c3a-9d2e-3f0a1b2c3d4e.');
  return lower;
}

/** An id of the partnership. */
export const slug = matching(SLUG_PATTERN, 'an id of the partnership such as northshire-csc', 64);
export const staffReference = matching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'an opaque staff reference such as sw-0142, never a name');
export const clientId = matching(/^[A-Za-z0-9][A-Za-z0-9.:_-]{0,255}$/, 'the id of a client');
/** An action of the table of rights. */
export const accessAction = matching(new RegExp(ACCESS_ACTION.pattern), ACCESS_ACTION.expected);
export const idempotencyKey = matching(/^[A-Za-z0-9._:-]{1,128}$/, 'a key of 1 to 128 letters, digits and ._:-');
/** The code of a unit, as people write it: the portal reads it without case. */
export const unitCode = matching(new RegExp(UNIT_AS_WRITTEN.pattern), UNIT_AS_WRITTEN.expected);
/** An end of a period of local days. The portal checks that the calendar has the day. */
export const dayOrMonth = matching(/^\d{4}-\d{2}(?:-\d{2})?$/, 'a day such as 2026-05-22, or a month such as 2026-05');
export const reasonCode = matching(SLUG_PATTERN, 'a code such as unknown-version');
/** A reference of the force, as people write it. The portal compares it without case and repeated spaces. */
export const caseReference = matching(new RegExp(CASE_REFERENCE.pattern), CASE_REFERENCE.expected, 64);
export const caseKey = matching(new RegExp(CASE_KEY.pattern), CASE_KEY.expected);
/** The `next` of an earlier answer. */
export const pageCursor = matching(/^[A-Za-z0-9_-]{1,500}$/, 'the next of an earlier answer');

/** A parser for whole numbers in a range, both ends included. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d{1,12}$/.test(text) || value < min || value > max) throw new InvalidArgumentError(`It must be a whole number from ${min} to ${max}.`);
    return value;
  };
}

/**
 * A parser for a moment: a date (its beginning, UTC), a time with offset, or an age (`90m`, `24h`, `7d`, `2w`).
 *
 * @returns RFC 3339 in UTC, as the query parameters want it.
 */
export function instantSeenAt(now: () => Date): (text: string) => string {
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

export const instant = instantSeenAt(() => systemClock.now());

/** A duration as the audit portal reads it. */
export function duration(text: string): string {
  const [, amount = '', unit = ''] = AGO.exec(text) ?? [];
  const iso = ISO_DURATION[unit]?.(amount) ?? text;
  if (!DURATION.test(iso) || /^PT?$|T$/.test(iso)) throw new InvalidArgumentError('It must be a duration such as 90m, 24h, 7d or P1DT12H.');
  return iso;
}

/** The base URL of a server, without the slash at its end. */
export function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url !== undefined && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === '';
  if (!isPlain) throw new InvalidArgumentError('It must be a URL such as http://127.0.0.1:4100.');
  return url.href.replace(/\/+$/, '');
}

function matching(pattern: RegExp, expected: string, longest = 500): (text: string) => string {
  return (text) => {
    if (!pattern.test(text) || text.length > longest) throw new InvalidArgumentError(`It must be ${expected}.`);
    return text;
  };
}
