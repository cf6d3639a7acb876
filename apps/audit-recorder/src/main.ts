import { runHttpApp } from '#libs/http-api';

import { auditRecorder } from './audit-recorder.js';

await runHttpApp(auditRecorder);
