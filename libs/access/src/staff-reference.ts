/** The form excludes spaces, so that a full name is refused instead of stored and published as a reference. */
const STAFF_REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** True for an opaque staff reference such as `sw-0142`. */
export function isStaffReference(value: unknown): value is string {
  return typeof value === 'string' && STAFF_REFERENCE.test(value);
}
