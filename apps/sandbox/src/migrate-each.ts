// Runs the migrate programs of several apps, one after the other, in one process. An app's program reads its environment and runs
// when it is loaded. The query makes each loading a new one, while the program's imports are loaded once.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { replaceEnvironment } from '#libs/config';

import type { PlannedMigration } from './migrations.js';

const [list = ''] = process.argv.slice(2);
const migrations = JSON.parse(readFileSync(list, 'utf8')) as readonly PlannedMigration[];
for (const [number, { program, environment }] of migrations.entries()) {
  replaceEnvironment(environment);
  await import(`${pathToFileURL(program).href}?run=${number}`);
  // The first failure ends the run. The program reports the fault on standard error, and the next program would report the same.
  if (process.exitCode !== undefined) break;
}
