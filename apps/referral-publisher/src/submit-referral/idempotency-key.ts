import { ProblemException } from '#libs/http-api';

export const IDEMPOTENCY_KEY_HEADER = 'idempotency-key';

/** Printable and without spaces, so that it survives proxies and shells. Never logged, because a sender may put meaning into it. */
const KEY = /^[A-Za-z0-9._:-]{1,128}$/;

/** @throws ProblemException REF-001 without the header, REF-032 for one that is no key. Node joins a repeated header with a comma, which no key has. */
export function idempotencyKeyOf(header: string | undefined): string {
  if (header === undefined) throw new ProblemException('REF-001');
  if (!KEY.test(header)) throw new ProblemException('REF-032');
  return header;
}
