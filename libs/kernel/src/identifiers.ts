import { v7 } from 'uuid';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** A new time-ordered identifier (UUIDv7, RFC 9562): index-friendly, and opaque to everyone outside. */
export function newId(): string {
  return v7();
}

/** True for a lower-case RFC 9562 UUID of any version. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text);
}
