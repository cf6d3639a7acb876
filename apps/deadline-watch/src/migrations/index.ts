import { Clocks1767225600000 } from './1767225600000-clocks.js';

/** Every migration of the watch's schema, oldest first. */
export const migrations = [Clocks1767225600000];
