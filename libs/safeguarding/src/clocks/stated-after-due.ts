/**
 * Whether an event that an agency claims to be in time was stated only after the due time. It counts as claimed, because an agency may
 * answer while its connection is down. A breach that was seen meanwhile remains, because the answer was not known then.
 *
 * @param claimedAt the time that counts. @param storedAt when the broker stored the statement. All times RFC 3339.
 */
export function isStatedAfterDue(claimedAt: string, storedAt: string, dueAt: string): boolean {
  const due = Date.parse(dueAt);
  return Date.parse(claimedAt) <= due && Date.parse(storedAt) > due;
}
