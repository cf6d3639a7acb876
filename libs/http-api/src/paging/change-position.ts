import { isUuid } from '#libs/kernel';

import { ProblemException } from '../problems/problem-exception.js';
import { BEFORE_ALL_TIMES, encodeCursor } from './cursor.js';
import { positionAfter } from './page.js';

/** The place in a list of changes after which a page begins: a transaction of the database, and the item that it changed. */
export interface ChangePosition {
  /** Numbers of transactions are comparable within one epoch. */
  readonly epoch: string;
  readonly transaction: string;
  readonly id: string;
}

/** An xid8 of PostgreSQL that fits a bigint. */
const TRANSACTION = /^\d{1,18}$/;

/** Encodes the position, as the opaque cursor of a list of changes. Every page has one, so that a client can go on later. */
export function changeCursor({ epoch, transaction, id }: ChangePosition, asked: object): string {
  return encodeCursor([BEFORE_ALL_TIMES, epoch, transaction, id], asked);
}

/**
 * The position that a cursor holds; null without a cursor.
 *
 * @throws ProblemException GEN-017 where the cursor belongs to another query or is damaged.
 */
export function changePositionAfter(cursor: string | undefined, asked: object): ChangePosition | null {
  const position = positionAfter(cursor, asked, 3);
  if (position === null) return null;
  const [, epoch, transaction = '', id] = position;
  if (!isUuid(epoch) || !TRANSACTION.test(transaction) || !isUuid(id)) throw new ProblemException('GEN-017');
  return { epoch, transaction, id };
}
