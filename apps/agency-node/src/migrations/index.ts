import { Inbox1767225600000 } from './1767225600000-inbox.js';
import { Updates1767312000000 } from './1767312000000-updates.js';
import { RefusedAccess1767484800000 } from './1767484800000-refused-access.js';
import { CheaperWrites1768003200000 } from './1768003200000-cheaper-writes.js';

/** Every migration of an agency node's schema, oldest first. */
export const migrations = [Inbox1767225600000, Updates1767312000000, RefusedAccess1767484800000, CheaperWrites1768003200000];
