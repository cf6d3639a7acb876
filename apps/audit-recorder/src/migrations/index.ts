import type { Migration } from '#libs/persistence';

import { INITIAL } from './1767225600000-initial.js';

/** Every migration of the recorder's schema, oldest first. */
export const migrations: readonly Migration[] = [INITIAL];
