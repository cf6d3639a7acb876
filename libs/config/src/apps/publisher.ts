import { integer } from '../setting.js';
import { settingsSchema, type SettingsOf } from '../settings.js';
import { caseKeySecret, databaseAdminUrl, databaseSchema, databaseSettings, databaseUrl, kafkaSettings, logLevel, serverSettings } from './shared.js';
import { tokenSettings } from './tokens.js';

const schema = databaseSchema('referral_publisher');

export const publisherSettings = settingsSchema('referral-publisher', {
  ...serverSettings('referral-publisher'),
  ...tokenSettings('referral-publisher'),
  ...databaseSettings(schema),
  ...kafkaSettings,
  caseKeySecret,
  acceptQueueLimit: integer(
    'ACCEPT_QUEUE_LIMIT',
    { min: 1, max: 100_000 },
    { default: 2_000, description: 'Referrals that may wait for a commit; more are refused with 503.' },
  ),
});
export type PublisherSettings = SettingsOf<typeof publisherSettings>;

/** Of the program `rebuild`, which has the environment of its app and answers no caller. */
export const publisherRebuildSettings = settingsSchema('referral-publisher rebuild', { ...databaseSettings(schema), ...kafkaSettings, logLevel });

export const publisherMigrateSettings = settingsSchema('referral-publisher migrate', {
  databaseAdminUrl,
  databaseUrl,
  databaseSchema: schema,
  logLevel,
});
