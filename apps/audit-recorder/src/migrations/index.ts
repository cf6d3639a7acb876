import { EventLog1767225600000 } from './1767225600000-event-log.js';
import { Projections1767225600001 } from './1767225600001-projections.js';
import { Deadlines1767398400000 } from './1767398400000-deadlines.js';
import { Changes1767484800000 } from './1767484800000-changes.js';
import { Measures1767571200000 } from './1767571200000-measures.js';
import { CheaperWrites1768003200000 } from './1768003200000-cheaper-writes.js';

/** Every migration of the recorder's schema, oldest first. */
export const migrations = [
  EventLog1767225600000, Projections1767225600001, Deadlines1767398400000, Changes1767484800000, Measures1767571200000, CheaperWrites1768003200000,
];
