import { runHttpApp } from '#libs/http-api';

import { agencyNode } from './agency-node.js';

await runHttpApp(agencyNode);
