// Writes .env.example from the settings schemas: `npm run docs:env`. A spec in libs/config fails when it drifts.
import { writeFileSync } from 'node:fs';

import { allSettings, renderEnvironmentExample } from '#libs/config';

writeFileSync('.env.example', renderEnvironmentExample(allSettings));
