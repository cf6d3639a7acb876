import type { TextShape } from '../validation/text-rules.js';

/** A compact JWS (RFC 7515): three parts in base64url. No reader verifies it yet. */
export const COMPACT_JWS: TextShape = {
  pattern: '^[A-Za-z0-9_-]+[.][A-Za-z0-9_-]*[.][A-Za-z0-9_-]+$',
  expected: 'a compact JWS: three parts in base64url, joined by full stops',
};
