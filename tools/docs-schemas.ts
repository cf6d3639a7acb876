// Writes the event schemas and their examples: `npm run docs:schemas`. A release adds its versions to the list of released
// ones: `npm run docs:schemas -- --release 1.0.0`.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

import {
  asFile, brokenReleases, RELEASED_FILE, SCHEMA_FOLDER, schemaDigests, schemaFiles, withRelease, type ReleasedSchemas,
} from '#libs/contracts';

const { release } = parseArgs({ options: { release: { type: 'string' } } }).values;
const released = existsSync(RELEASED_FILE) ? (JSON.parse(readFileSync(RELEASED_FILE, 'utf8')) as ReleasedSchemas) : {};
const digests = schemaDigests();
const broken = brokenReleases(released, digests);
if (broken.length > 0) {
  process.stderr.write(`${broken.join('\n')}\nNothing was written.\n`);
  process.exit(1);
}
const list = release === undefined ? released : withRelease(released, release, digests);
// Files of examples that are gone must go too.
rmSync(SCHEMA_FOLDER, { recursive: true, force: true });
for (const [path, text] of [...schemaFiles(), [RELEASED_FILE, asFile(list)] as const]) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
