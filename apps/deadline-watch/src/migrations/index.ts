import { Clocks1767225600000 } from './1767225600000-clocks.js';
import { CheaperWrites1768003200000 } from './1768003200000-cheaper-writes.js';

/** Every migration of the watch's schema, oldest first. */
export const migrations = [Clocks1767225600000, CheaperWrites1768003200000];
