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

export const deadlineWatchMigrateSettings = settingsSchema('deadline-watch migrate', {
  databaseAdminUrl,
  databaseUrl,
  databaseSchema: schema,
  logLevel,
});
