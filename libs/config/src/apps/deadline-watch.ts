import { settingsSchema, type SettingsOf } from '../settings.js';
import { databaseAdminUrl, databaseSchema, databaseSettings, databaseUrl, kafkaSettings, logLevel, serverSettings } from './shared.js';
import { tokenSettings } from './tokens.js';

const schema = databaseSchema('deadline_watch');

export const deadlineWatchSettings = settingsSchema('deadline-watch', {
  ...serverSettings('deadline-watch'),
  ...tokenSettings('deadline-watch'),
  ...databaseSettings(schema),
  ...kafkaSettings,
});
export type DeadlineWatchSettings = SettingsOf<typeof deadlineWatchSettings>;

/** Of the program `rebuild`, which has the environment of its app and answers no caller. */
export const deadlineWatchRebuildSettings = settingsSchema('deadline-watch rebuild', { ...databaseSettings(schema), ...kafkaSettings, logLevel });

export const deadlineWatchMigrateSettings = settingsSchema('deadline-watch migrate', {
  databaseAdminUrl,
  databaseUrl,
  databaseSchema: schema,
  logLevel,
});
