import { Inbox1767225600000 } from './1767225600000-inbox.js';

/** Every migration of an agency node's schema, oldest first. */
export const migrations = [Inbox1767225600000];
