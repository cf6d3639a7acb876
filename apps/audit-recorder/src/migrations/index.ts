import { EventLog1767225600000 } from './1767225600000-event-log.js';
import { Projections1767225600001 } from './1767225600001-projections.js';

/** Every migration of the recorder's schema, oldest first. */
export const migrations = [EventLog1767225600000, Projections1767225600001];
