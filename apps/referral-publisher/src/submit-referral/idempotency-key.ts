export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key';

/** Printable and without spaces, so that it survives proxies and shells. Never logged, because a sender may put meaning into it. */
const KEY = /^[A-Za-z0-9._:-]{1,128}$/;

/** @returns undefined when the header is missing or not of its form. */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  return header !== undefined && KEY.test(header) ? header : undefined;
}
