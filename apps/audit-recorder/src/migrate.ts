import { runMigrate } from '#libs/app-wiring';
import { auditRecorderMigrateSettings } from '#libs/config';

import { grants, readerGrants } from './grants.js';
import { migrations } from './migrations/index.js';

await runMigrate(auditRecorderMigrateSettings, ({ databaseAdminUrl, databaseUrl, databaseSchema, readerDatabaseUrl }) => ({
  adminUrl: databaseAdminUrl,
  appUrl: databaseUrl,
  schema: databaseSchema,
  migrations,
  grants,
  ...(readerDatabaseUrl !== undefined && { readers: [{ url: readerDatabaseUrl, grants: readerGrants }] }),
}));
