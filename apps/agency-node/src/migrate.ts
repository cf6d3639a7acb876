import { runMigrate } from '#libs/app-wiring';
import { agencyNodeMigrateSettings } from '#libs/config';

import { grants } from './grants.js';
import { migrations } from './migrations/index.js';

await runMigrate(agencyNodeMigrateSettings, ({ databaseAdminUrl, databaseUrl, databaseSchema }) => ({
  adminUrl: databaseAdminUrl,
  appUrl: databaseUrl,
  schema: databaseSchema,
  migrations,
  grants,
}));
