import { addressKeyOf, APPS, type AppAddressKey } from '#libs/contracts';

import { choice, httpUrl, integer, optional, path, postgresUrl, text, type Setting } from '../setting.js';
import { settingsSchema, type SettingsOf } from '../settings.js';
import { cacheDirectory, homeDirectory, kafkaBrokers, kafkaSecuritySettings, logLevel, partnershipFile, topicPrefix } from './shared.js';

const callerReference = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The address of each app. */
const addresses = Object.fromEntries(APPS.map((app) => [
  addressKeyOf(app), optional(httpUrl(`EXCHANGE_${app.address.toUpperCase()}_URL`, { description: `URL of ${app.inWords}.` })),
])) as { readonly [Key in AppAddressKey]: Setting<string | undefined> };

/** All optional: the CLI finds a running sandbox by itself, and its options override these settings. */
export const cliSettings = settingsSchema('cli', {
  sandboxFile: optional(path('EXCHANGE_SANDBOX', { description: 'The sandbox.json of the sandbox to talk to.' })),
  ...addresses,
  organisation: optional(
    text(
      'EXCHANGE_ORGANISATION',
      { pattern: callerReference, expected: 'an organisation id such as northshire-police', kind: 'slug' },
      { description: 'The organisation on whose behalf you call.' },
    ),
  ),
  person: optional(
    text(
      'EXCHANGE_PERSON',
      { pattern: callerReference, expected: 'an opaque staff reference such as sw-0142, never a name' },
      { description: 'Your staff reference. Never a name.' },
    ),
  ),
  tokenFile: optional(path('EXCHANGE_TOKEN_FILE', { description: 'A file with the access token to send. It is read for each request.' })),
  tokenIssuer: optional(httpUrl('EXCHANGE_TOKEN_ISSUER', { description: 'The issuer of tokens, for a system and for `exchange login`.', example: 'https://issuer.example' })),
  clientId: optional(
    text('EXCHANGE_CLIENT_ID', { pattern: /^[\x21-\x7e]{1,200}$/, expected: 'the id of a client, without spaces' }, {
      description: 'A system, as the issuer knows it. It needs EXCHANGE_CLIENT_KEY_FILE and EXCHANGE_TOKEN_ISSUER.', example: 'northshire-police-records',
    }),
  ),
  clientKeyFile: optional(path('EXCHANGE_CLIENT_KEY_FILE', { description: 'The private key of the system: a JWK, or PKCS#8 in PEM for ES256.' })),
  loginFile: optional(path('EXCHANGE_LOGIN_FILE', { description: 'The file of `exchange login`. Default: .local/state/safeguarding-exchange/login.json in the home directory.' })),
  columns: optional(integer('COLUMNS', { min: 0, max: 100_000 }, { description: 'Characters of a line, for text that people read. Without it, those of the terminal.' })),
  kafkaBrokers: optional(kafkaBrokers),
  ...kafkaSecuritySettings,
  topicPrefix,
  partnershipFile: optional(partnershipFile),
  cacheDirectory: optional(cacheDirectory),
  homeDirectory: optional(homeDirectory),
});
export type CliSettings = SettingsOf<typeof cliSettings>;

export const sandboxSettings = settingsSchema('sandbox', {
  kafkaBrokers: optional(kafkaBrokers),
  ...kafkaSecuritySettings,
  databaseUrl: optional(
    postgresUrl('DATABASE_URL', {
      description: 'An existing PostgreSQL to use instead of a local one, as a role that may create roles and databases.',
    }),
  ),
  javaHome: optional(path('JAVA_HOME', { description: 'Java 17 or later, for a local Kafka.' })),
  docker: choice('EXCHANGE_DOCKER', ['auto', 'never', 'always'], {
    default: 'auto',
    description: 'Whether Kafka and PostgreSQL run in Docker: if it works, never, or always.',
  }),
  logLevel,
  cacheDirectory: optional(cacheDirectory),
  homeDirectory: optional(homeDirectory),
});
export type SandboxSettings = SettingsOf<typeof sandboxSettings>;
