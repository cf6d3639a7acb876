import { runHttpApp } from '#libs/http-api';

import { auditPortal } from './audit-portal.js';

await runHttpApp(auditPortal);
