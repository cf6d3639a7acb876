import { runMigrate } from '#libs/app-wiring';
import { publisherMigrateSettings } from '#libs/config';

import { grants } from './grants.js';
import { migrations } from './migrations/index.js';

await runMigrate(publisherMigrateSettings, ({ databaseAdminUrl, databaseUrl, databaseSchema }) => ({
  adminUrl: databaseAdminUrl,
  appUrl: databaseUrl,
  schema: databaseSchema,
  migrations,
  grants,
}));
