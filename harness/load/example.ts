import { readFileSync } from 'node:fs';

import { repositoryFile } from '#libs/local-services';
import { timelyReferral } from '#libs/testing';

/** The example of the documentation. It is dated, and comes so late that clocks are breached and people called at once. */
export const LATE = JSON.parse(readFileSync(repositoryFile('docs', 'examples', 'referral.json'), 'utf8')) as object;
/** The same, reported ten minutes ago: no part of it is late. */
export const TIMELY = timelyReferral(LATE, new Date());
