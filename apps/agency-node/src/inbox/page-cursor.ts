import { isUuid } from '#libs/kernel';

import type { InboxPlace } from './inbox-store.js';

export const CURSOR_PATTERN = /^[A-Za-z0-9_-]{8,120}$/;
const LATEST_MS = 8_640_000_000_000_000;

/** Opaque to callers, so that what a page is sorted by can change. */
export function encodeCursor({ receivedAt, referralId }: InboxPlace): string {
  return Buffer.from(`${receivedAt.getTime()} ${referralId}`).toString('base64url');
}

/** @returns undefined for what {@link encodeCursor} did not make. */
export function decodeCursor(cursor: string): InboxPlace | undefined {
  const [milliseconds = '', referralId, ...rest] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ');
  if (!/^\d{1,16}$/.test(milliseconds) || Number(milliseconds) > LATEST_MS || !isUuid(referralId) || rest.length > 0) return undefined;
  return { receivedAt: new Date(Number(milliseconds)), referralId };
}
