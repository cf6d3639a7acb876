import { settingsSchema, type SettingsOf } from '../settings.js';
import {
  agencyDatabaseSchema,
  agencyId,
  databaseAdminUrl,
  databaseSettings,
  databaseUrl,
  kafkaSettings,
  logLevel,
  serverSettings,
} from './shared.js';
import { tokenSettings } from './tokens.js';

export const agencyNodeSettings = settingsSchema('agency-node', {
  ...serverSettings('agency-node'),
  agencyId,
  ...tokenSettings('agency-node'),
  ...databaseSettings(agencyDatabaseSchema),
  ...kafkaSettings,
});
export type AgencyNodeSettings = SettingsOf<typeof agencyNodeSettings>;

export const agencyNodeMigrateSettings = settingsSchema('agency-node migrate', {
  agencyId,
  databaseAdminUrl,
  databaseUrl,
  databaseSchema: agencyDatabaseSchema,
  logLevel,
});
