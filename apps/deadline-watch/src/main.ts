import { runHttpApp } from '#libs/http-api';

import { deadlineWatch } from './deadline-watch.js';

await runHttpApp(deadlineWatch);
