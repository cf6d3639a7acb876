import { runMigrate } from '#libs/app-wiring';
import { deadlineWatchMigrateSettings } from '#libs/config';

import { grants } from './grants.js';
import { migrations } from './migrations/index.js';

await runMigrate(deadlineWatchMigrateSettings, ({ databaseAdminUrl, databaseUrl, databaseSchema }) => ({
  adminUrl: databaseAdminUrl,
  appUrl: databaseUrl,
  schema: databaseSchema,
  migrations,
  grants,
}));
