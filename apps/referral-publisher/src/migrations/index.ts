import { Referrals1767225600000 } from './1767225600000-referrals.js';
import { Changes1767312000000 } from './1767312000000-changes.js';
import { DueTimes1767571200000 } from './1767571200000-due-times.js';
import { CheaperWrites1768003200000 } from './1768003200000-cheaper-writes.js';

/** Every migration of the publisher's schema, oldest first. */
export const migrations = [Referrals1767225600000, Changes1767312000000, DueTimes1767571200000, CheaperWrites1768003200000];
