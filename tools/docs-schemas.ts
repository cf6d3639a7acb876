// Writes the published event schemas, their examples and the pins: `npm run docs:schemas`.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { asFile, brokenPins, PINS_FILE, SCHEMA_FOLDER, schemaFiles, schemaPins } from '#libs/contracts';

const pinned = existsSync(PINS_FILE) ? (JSON.parse(readFileSync(PINS_FILE, 'utf8')) as Record<string, string>) : {};
const broken = brokenPins(pinned, schemaPins());
if (broken.length > 0) {
  process.stderr.write(`${broken.join('\n')}\nNothing was written.\n`);
  process.exit(1);
}
// Files of examples that are gone must go too.
rmSync(SCHEMA_FOLDER, { recursive: true, force: true });
for (const [path, text] of [...schemaFiles(), [PINS_FILE, asFile(schemaPins())] as const]) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
