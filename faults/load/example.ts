import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { timelyReferral } from '#libs/testing';

import { repositoryRoot } from '../environment/product.js';

/** The example of the documentation. It is dated, and so late that clocks are breached and people called at once. */
export const LATE = JSON.parse(readFileSync(join(repositoryRoot, 'docs', 'examples', 'referral.json'), 'utf8')) as object;
/** The same as of today: nothing of it is late. */
export const TIMELY = timelyReferral(LATE, new Date());
