import { randomUUID } from 'node:crypto';

import type { Submission } from '../../harness/load/ledger.js';

/** Place of the version digit in the text of a UUID, and the version that poison has. */
const VERSION_AT = 14;
const POISON_VERSION = '8';

/**
 * Correlation id of a referral that the agencies' databases refuse. Its UUID version is 8, which RFC 9562 leaves to
 * applications: `randomUUID` makes version 4 and the exchange's own ids have version 7, so no random id is ever poison.
 */
export function poisonCorrelationId(): string {
  const id = randomUUID();
  return `${id.slice(0, VERSION_AT)}${POISON_VERSION}${id.slice(VERSION_AT + 1)}`;
}

/**
 * SQL condition on a row of an agency's `delivery` table. It holds for first hops only, because a redirect has the
 * correlation id of the practitioner's request and not the sender's.
 */
export const IS_POISON_ROW = `hop = 1 AND substr(correlation_id::text, ${VERSION_AT + 1}, 1) = '${POISON_VERSION}'`;

/** The part of a submission that makes it poison. */
export function poison(): Partial<Submission> {
  return { isPoison: true, correlationId: poisonCorrelationId() };
}
