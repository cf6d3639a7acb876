// Writes the AsyncAPI document of the topics: `npm run docs:asyncapi`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { asFile, ASYNCAPI_FILE, asyncApiDocument } from '#libs/contracts';

mkdirSync(dirname(ASYNCAPI_FILE), { recursive: true });
writeFileSync(ASYNCAPI_FILE, asFile(asyncApiDocument()));
