import { optional, postgresUrl } from '../setting.js';
import { settingsSchema, type SettingsOf } from '../settings.js';
import { caseKeySecret, databaseAdminUrl, databaseSchema, databaseSettings, databaseUrl, kafkaSettings, logLevel, partnershipFile, serverSettings } from './shared.js';
import { tokenSettings } from './tokens.js';

const schema = databaseSchema('audit_recorder');

export const auditRecorderSettings = settingsSchema('audit-recorder', {
  ...serverSettings('audit-recorder'),
  ...tokenSettings('audit-recorder'),
  ...databaseSettings(schema),
  ...kafkaSettings,
});
export type AuditRecorderSettings = SettingsOf<typeof auditRecorderSettings>;

/** Of the program `rebuild`, which has the environment of its app and answers no caller. */
export const auditRecorderRebuildSettings = settingsSchema('audit-recorder rebuild', { ...databaseSettings(schema), logLevel });

export const auditRecorderMigrateSettings = settingsSchema('audit-recorder migrate', {
  databaseAdminUrl,
  databaseUrl,
  databaseSchema: schema,
  readerDatabaseUrl: optional(
    postgresUrl('READER_DATABASE_URL', { description: "The audit portal's DATABASE_URL: its role is made here and may only read." }),
  ),
  logLevel,
});

/** The portal owns no tables: its role reads the recorder's schema. The partnership names the auditors, and holds the action plans. */
export const auditPortalSettings = settingsSchema('audit-portal', {
  ...serverSettings('audit-portal'),
  ...tokenSettings('audit-portal'),
  ...databaseSettings(schema),
  partnershipFile,
  caseKeySecret,
});
export type AuditPortalSettings = SettingsOf<typeof auditPortalSettings>;
