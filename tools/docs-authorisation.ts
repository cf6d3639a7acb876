// Writes the table of actions into docs/authorisation.md: `npm run docs:authorisation`.
import { readFile, writeFile } from 'node:fs/promises';

import { AUTHORISATION_PAGE, withTable } from './authorisation-page.js';

await writeFile(AUTHORISATION_PAGE, withTable(await readFile(AUTHORISATION_PAGE, 'utf8')));
process.stdout.write(`${AUTHORISATION_PAGE}\n`);
