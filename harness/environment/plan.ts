import { APPS, appNamed, type AppId, type AppName } from '#libs/contracts';
import { freePorts, repositoryFile } from '#libs/local-services';
import { TestIssuer } from '#libs/testing';

import { changedUrl } from './database.js';

export const PARTNERSHIP_FILE = repositoryFile('infra', 'partnership', 'northshire', 'partnership.yaml');

/** The agencies that the example referral goes to. */
export const RECIPIENTS = ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation'] as const;

type Settings = Readonly<Record<string, string>>;

/** One process of the exchange and its whole configuration. */
export interface AppPlan {
  /** Unique: `publisher`, `publisher-2`, `node northshire-csc`, `recorder`. */
  readonly name: string;
  /** Folder below `apps/`. */
  readonly app: string;
  readonly port: number;
  /** Its environment variables. */
  readonly settings: Settings;
  /** Additional variables of its migrate program. */
  readonly migration: Settings;
}

export interface PlanOptions {
  /** URL of the superuser, for migrations. */
  readonly adminUrl: string;
  /** The port at which the apps reach PostgreSQL, when it is not PostgreSQL's own. */
  readonly databasePort?: number | undefined;
  readonly brokers: readonly string[];
  readonly topicPrefix?: string;
  readonly agencies: readonly string[];
  /** The number of processes of each app; without an entry one, of the portal none. The second publisher is `publisher-2`. */
  readonly copies?: Readonly<Partial<Record<Exclude<AppId, 'node'>, number>>>;
  /** The number of nodes of an agency; without an entry one. */
  readonly nodes?: Readonly<Record<string, number>>;
  /** Settings of every app. */
  readonly common?: Settings;
  /** More settings, by app (`referral-publisher`). */
  readonly settings?: Readonly<Record<string, Settings>>;
}

export function agencySchema(agency: string): string {
  return `agency_${agency.replaceAll('-', '_')}`;
}

/** Every process of the exchange, on free ports. They take the tokens of the test issuer of this process. */
export async function planApps(options: PlanOptions): Promise<readonly AppPlan[]> {
  const { adminUrl, databasePort, copies = {}, nodes = {} } = options;
  const roleUrl = (role: string): string => changedUrl(adminUrl, { role, ...(databasePort !== undefined && { port: databasePort }) });
  const planned = APPS.flatMap((app) => {
    if (app.id === 'node') {
      return options.agencies.flatMap((agency) =>
        copiesOf(`${app.id} ${agency}`, nodes[agency] ?? 1, { app: app.name, schema: agencySchema(agency), own: { AGENCY_ID: agency } }));
    }
    // The portal is a page for readers: a measurement has it only when it asks for it.
    const count = copies[app.id] ?? (app.id === 'portal' ? 0 : 1);
    return copiesOf(app.id, count, { app: app.name, ...(app.schema === undefined ? READS_THE_RECORD : { schema: app.schema }), ...OWN[app.name] });
  });
  const ports = await freePorts(planned.length);
  return planned.map(({ name, app, schema, role = `${schema}_app`, own }, index) => ({
    name,
    app,
    port: ports[index] ?? 0,
    settings: {
      PORT: String(ports[index]), DATABASE_URL: roleUrl(role), DATABASE_SCHEMA: schema, PARTNERSHIP_FILE,
      ...(appNamed(app).usesKafka && { KAFKA_BROKERS: options.brokers.join(','), TOPIC_PREFIX: options.topicPrefix ?? '' }),
      ...TestIssuer.shared().environment(), ...options.common, ...own, ...options.settings?.[app],
    },
    migration: { DATABASE_ADMIN_URL: adminUrl, LOG_LEVEL: 'warn', ...(app === 'audit-recorder' && { READER_DATABASE_URL: roleUrl('audit_reader') }) },
  }));
}

/** The schema and role of an app without tables of its own. */
const READS_THE_RECORD = { schema: appNamed('audit-recorder').schema ?? '', role: 'audit_reader' };

/** The settings that one app alone has. */
const CASE_KEY = { own: { CASE_KEY_SECRET: 'x'.repeat(40) } };
const OWN: Readonly<Partial<Record<AppName, { readonly own: Settings }>>> = { 'referral-publisher': CASE_KEY, 'audit-portal': CASE_KEY };

interface Kind {
  readonly app: AppName;
  readonly schema: string;
  /** Role in the database; the schema's own when absent. */
  readonly role?: string;
  readonly own?: Settings;
}

function copiesOf(name: string, count: number, kind: Kind) {
  return Array.from({ length: count }, (_, index) => ({ ...kind, name: index === 0 ? name : `${name}-${index + 1}` }));
}
