import { runHttpApp } from '#libs/http-api';

import { publisherApp } from './publisher-app.js';

await runHttpApp(publisherApp);
