import { deadlineWatchMigrateSettings } from '#libs/config';
import { runMigrate } from '#libs/intake';

import { grants } from './grants.js';
import { migrations } from './migrations/index.js';

await runMigrate(deadlineWatchMigrateSettings, ({ databaseAdminUrl, databaseUrl, databaseSchema }) => ({
  adminUrl: databaseAdminUrl,
  appUrl: databaseUrl,
  schema: databaseSchema,
  migrations,
  grants,
}));
