// Writes docs/api/<app>.openapi.json for every app, and the types of the command line's client from them:
// `npm run docs:api`. With `--check` nothing is written, and a file that differs from the code ends the program with 1.
import { readFile } from 'node:fs/promises';

import { APPS, type AppName } from '#libs/contracts';
import { openApiFile, renderOpenApi, writeOpenApi, type HttpAppDefinition, type ServerSettings } from '#libs/http-api';

import { agencyNode } from '../apps/agency-node/src/agency-node.js';
import { auditPortal } from '../apps/audit-portal/src/audit-portal.js';
import { auditRecorder } from '../apps/audit-recorder/src/audit-recorder.js';
import { deadlineWatch } from '../apps/deadline-watch/src/deadline-watch.js';
import { publisherApp } from '../apps/referral-publisher/src/publisher-app.js';
import { CLIENT_APPS, clientTypesFile, renderClientTypes, writeClientTypes } from './client-types.js';

interface Written {
  readonly name: string;
  readonly render: () => Promise<string>;
  readonly write: () => Promise<string>;
}

/** The definitions have settings of different types, which only the two functions of each know. */
function written<Settings extends ServerSettings>(definition: HttpAppDefinition<Settings>): Written {
  return { name: definition.name, render: () => renderOpenApi(definition), write: () => writeOpenApi(definition) };
}

const DOCUMENTS: Readonly<Record<AppName, Written>> = {
  'referral-publisher': written(publisherApp),
  'agency-node': written(agencyNode),
  'audit-recorder': written(auditRecorder),
  'deadline-watch': written(deadlineWatch),
  'audit-portal': written(auditPortal),
};
const isCheck = process.argv.includes('--check');

for (const app of APPS.map(({ name }) => DOCUMENTS[name])) {
  if (!isCheck) {
    process.stdout.write(`${await app.write()}\n`);
  } else if ((await app.render()) !== (await readFile(openApiFile(app.name), 'utf8').catch(() => ''))) {
    process.stdout.write(`docs/api/${app.name}.openapi.json is not what the code says. Run "npm run docs:api" and commit the file.\n`);
    process.exitCode = 1;
  }
}

for (const app of CLIENT_APPS) {
  if (!isCheck) {
    process.stdout.write(`${await writeClientTypes(app)}\n`);
  } else if ((await renderClientTypes(app)) !== (await readFile(clientTypesFile(app), 'utf8').catch(() => ''))) {
    process.stdout.write(`${clientTypesFile(app)} differs from docs/api. Run "npm run docs:api" and commit the file.\n`);
    process.exitCode = 1;
  }
}
