/** Injection token of the partnership and its sharing agreements, as read at the start. */
export const PARTNERSHIP = Symbol('PARTNERSHIP');
