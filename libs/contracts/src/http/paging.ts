/** The opaque position at which the next page of a list begins. */
export const PAGE_CURSOR = { pattern: '^[A-Za-z0-9_-]{1,400}$', expected: 'the value of next in the last page' };
export const NEXT_PAGE = 'Give it as cursor, with the same filters, for the next page. Absent on the last page.';
