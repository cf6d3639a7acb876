import { defaultPortOf, type AppName } from '#libs/contracts';
import { failure, ID_PATTERN } from '#libs/kernel';

import { choice, derived, integer, list, optional, path, port, postgresUrl, secret, text, type Setting } from '../setting.js';

/** From the least to the most detailed; the names are pino's. */
const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug'] as const;
export type LogLevelSetting = (typeof LOG_LEVELS)[number];

export const logLevel = choice('LOG_LEVEL', LOG_LEVELS, { default: 'info', description: 'How much is logged.' });

/** The settings of every server. The default address is loopback, because the server answers over plain HTTP. */
export function serverSettings(app: AppName) {
  return {
    host: text(
      'HOST',
      { pattern: /^[A-Za-z0-9.:-]{1,253}$/, expected: 'a host name or IP address' },
      { default: '127.0.0.1', description: 'Address to listen on. Use another one only behind a gateway that ends TLS.' },
    ),
    port: port('PORT', { default: defaultPortOf(app), description: 'Port to listen on.' }),
    httpIdentityFile: optional(path('HTTP_IDENTITY_FILE', {
      description: 'HTTPS: private key (PKCS#8) and certificate chain of this server in one PEM file, read again when it changes. Without it, the server answers plain HTTP.',
    })),
    securityContact: optional(text(
      'SECURITY_CONTACT',
      { pattern: /^(?:mailto:[^\s@,]{1,64}@[^\s@,]{1,253}|https:\/\/\S{1,500})$/, expected: 'a mailto: or https: URL' },
      { description: 'Where to report a vulnerability, as /.well-known/security.txt shows it (RFC 9116).', example: 'mailto:security@example.org' },
    )),
    requestsPerMinute: integer('REQUESTS_PER_MINUTE', { min: 1, max: 100_000_000 }, {
      default: 12_000, description: 'The most requests of one client in a minute, at each copy of the app. More are refused with 429.',
    }),
    logLevel,
  };
}

const schemaForm = {
  // 56 characters leave room for the suffix `_owner` in PostgreSQL's 63.
  pattern: /^[a-z][a-z0-9_]{0,55}$/,
  expected: 'a PostgreSQL schema name: lower-case letters, digits and underscores, at most 56 characters',
  kind: 'slug' as const,
};
const SCHEMA_DESCRIPTION = "Schema that holds the app's tables.";

export function databaseSchema(defaultName: string): Setting<string> {
  return text('DATABASE_SCHEMA', schemaForm, { default: defaultName, description: SCHEMA_DESCRIPTION });
}

/** One schema per agency, because several nodes may share a database. It follows `agencyId` in a schema. */
export const agencyDatabaseSchema = derived(
  text('DATABASE_SCHEMA', schemaForm, { description: SCHEMA_DESCRIPTION, example: 'agency_northshire_csc' }),
  'agency_<AGENCY_ID with underscores>',
  ({ agencyId }) => `agency_${String(agencyId).replaceAll('-', '_')}`.slice(0, 56),
);

export const databaseUrl = postgresUrl('DATABASE_URL', {
  description: "The database, as the app's own least-privilege role.",
});

export function databaseSettings(schema: Setting<string>) {
  return {
    databaseUrl,
    databaseSchema: schema,
    databasePoolSize: integer('DATABASE_POOL_SIZE', { min: 1, max: 100 }, { default: 5, description: 'The most database connections.' }),
  };
}

export const databaseAdminUrl = postgresUrl('DATABASE_ADMIN_URL', {
  description: 'The database, as a role that may create roles and schemas. Only the migrate program reads it.',
});

export const kafkaBrokers = list(
  'KAFKA_BROKERS',
  { item: /^(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:]{2,45}\]):\d{1,5}$/, expected: 'host:port, several separated by commas' },
  { description: 'Kafka brokers to start from.', example: '127.0.0.1:9092' },
);

export const topicPrefix = text(
  'TOPIC_PREFIX',
  { pattern: /^[a-z0-9._-]{0,60}$/, expected: 'at most 60 lower-case letters, digits, dots, hyphens and underscores' },
  { default: '', description: 'Prefix of every topic and group, so that several exchanges can share one Kafka.' },
);

export const partnershipFile = path('PARTNERSHIP_FILE', {
  description: 'The partnership: forces, agencies, sharing agreements (YAML).',
  example: './partnership.yaml',
});

const kafkaAuthorityFile = optional(path('KAFKA_TLS_AUTHORITY_FILE', {
  description: 'TLS to Kafka: the certificates of the authorities that its brokers are checked against (PEM). Without it, connections are plain text.',
}));

/** The keys that say how clients of Kafka are protected. */
export const kafkaSecuritySettings = {
  kafkaAuthorityFile,
  kafkaIdentityFile: afterAuthority('KAFKA_TLS_IDENTITY_FILE', "Private key (PKCS#8) and certificate of this client in one PEM file; Kafka's rights are for the name in it."),
  kafkaLoginFile: afterAuthority('KAFKA_LOGIN_FILE', 'A file with user:password on one line, for a Kafka that asks for SASL SCRAM-SHA-512.'),
};

/** A client proves itself only to a broker that has proved itself. */
function afterAuthority(key: string, description: string): Setting<string | undefined> {
  const file = path(key, { description });
  return optional({
    ...file,
    parse: (value, earlier) => (earlier['kafkaAuthorityFile'] === undefined ? failure('invalid' as const) : file.parse(value, earlier)),
    explain: (_, earlier) => (earlier['kafkaAuthorityFile'] === undefined ? `${key} needs KAFKA_TLS_AUTHORITY_FILE, because without TLS the client would send it to any server that answers.` : `${key} must be a path.`),
  });
}

export const kafkaSettings = { kafkaBrokers, ...kafkaSecuritySettings, topicPrefix, partnershipFile };

export const agencyId = text(
  'AGENCY_ID',
  {
    pattern: ID_PATTERN,
    expected: "an agency's id from the partnership file, such as northshire-csc",
    kind: 'slug',
  },
  { description: 'The agency that this node works for.', example: 'northshire-csc' },
);

export const homeDirectory = path('HOME', { description: "The user's home directory.", example: '/home/user' });
export const cacheDirectory = path('XDG_CACHE_HOME', { description: 'Folder for downloads. Default: .cache in HOME.' });

/** Publisher and portal have the same secret. With another one, the portal would find no case. */
export const caseKeySecret = secret('CASE_KEY_SECRET', 32, {
  description: 'Key of the hash that turns a case reference into an opaque case key, the same for publisher and portal. Changing it breaks the order of open cases, and hides older cases from searches.',
});
