import { Referrals1767225600000 } from './1767225600000-referrals.js';

/** Every migration of the publisher's schema, oldest first. */
export const migrations = [Referrals1767225600000];
