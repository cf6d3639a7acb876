import type { Partnership } from '#libs/agreements';
import { kafkaEnvironment, type ConfiguredKafka } from '#libs/config';
import { APPS, appNamed, DEVELOPMENT_ISSUER, KAFKA_ADMINISTRATOR, principalOf, type AppDescription, type AppName } from '#libs/contracts';

import type { SandboxSecrets } from './secrets.js';

/** The places of the two servers, of any kind. */
export interface Endpoints {
  /** A role that may create roles and schemas. */
  readonly adminUrl: string;
  /** Kafka, as the client of this name connects to it. */
  readonly kafka: (principal: string) => ConfiguredKafka;
  /** True for a server that others use, too. Names then get the sandbox's id. */
  readonly sharedDatabase: boolean;
  readonly sharedKafka: boolean;
}

/** One process of the sandbox. */
export interface PlannedApp {
  /** `referral-publisher`, or `agency-node northshire-csc`: unique. */
  readonly name: string;
  /** Folder under `apps/`. */
  readonly app: string;
  /** The name at the command line: `publisher`, or the id of its agency. */
  readonly id: string;
  readonly port: number;
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Additional variables of its migrate program; absent for an app that owns no schema. */
  readonly migration?: Readonly<Record<string, string>>;
}

export interface SandboxPlan {
  readonly adminUrl: string;
  /** Kafka, for an administrator. */
  readonly kafka: ConfiguredKafka;
  readonly topicPrefix: string;
  /** Starts before the apps, because they read its keys. */
  readonly issuer: PlannedApp;
  readonly apps: readonly PlannedApp[];
}

/** Offsets from the port base of the parts that are no apps (`APPS` has those of the apps). */
export const PORTS = { postgres: 90, kafka: 91, issuer: DEVELOPMENT_ISSUER.portOffset, control: 99 } as const;

const HOST = '127.0.0.1';

/** Plans the processes, and the whole environment of each. Pure. */
export function planSandbox(
  partnership: Partnership,
  partnershipFile: string,
  portBase: number,
  endpoints: Endpoints,
  secrets: SandboxSecrets,
  issuerFiles: IssuerFiles,
  /** Variables that every program gets, such as the log level and a moved clock. */
  handedOn: Readonly<Record<string, string>> = {},
): SandboxPlan {
  const suffix = endpoints.sharedDatabase ? `_${secrets.id}` : '';
  const topicPrefix = endpoints.sharedKafka ? `sandbox-${secrets.id}.` : '';
  const database = (schema: string, role = `${schema}_app`): Record<string, string> => ({
    DATABASE_URL: asRole(endpoints.adminUrl, `${role}${suffix}`, secrets.rolePassword),
    DATABASE_SCHEMA: `${schema}${suffix}`,
  });
  const recorderSchema = appNamed('audit-recorder').schema ?? '';
  const reader = database(recorderSchema, 'audit_portal_reader');
  /** A test configuration may be handed on, which permits more. */
  const common = { EXCHANGE_MODE: 'development', ...handedOn, HOST };
  const issuer = planIssuer(portBase, common, issuerFiles);
  // Optional, so that a person can try the exchange with curl.
  const tokens = { TOKEN_ISSUER: issuer.url, TOKEN_SENDER_CONSTRAINED: 'optional' };
  /** The settings that one app alone has. */
  const own: Readonly<Partial<Record<AppName, Readonly<Record<string, string>>>>> = {
    'referral-publisher': { CASE_KEY_SECRET: secrets.caseKeySecret }, 'audit-portal': { CASE_KEY_SECRET: secrets.caseKeySecret },
  };
  const ownMigration: Readonly<Partial<Record<AppName, Readonly<Record<string, string>>>>> = {
    'audit-recorder': { READER_DATABASE_URL: reader['DATABASE_URL'] ?? '' },
  };

  const plan = (app: AppDescription & { readonly name: AppName }, agency: string | undefined, index: number): PlannedApp => {
    const port = portBase + app.portOffset + index;
    const schema = app.schema === undefined || agency === undefined ? app.schema : `${app.schema}_${agency.replaceAll('-', '_')}`;
    return {
      name: agency === undefined ? app.name : `${app.name} ${agency}`, app: app.name, id: agency ?? app.id, port, url: `http://${HOST}:${port}`,
      environment: {
        ...common, PORT: String(port), ...tokens, PARTNERSHIP_FILE: partnershipFile, ...(schema === undefined ? reader : database(schema)),
        ...(app.usesKafka && { ...kafkaEnvironment(endpoints.kafka(principalOf(app, agency))), TOPIC_PREFIX: topicPrefix }), ...(agency !== undefined && { AGENCY_ID: agency }), ...own[app.name],
      },
      ...(schema !== undefined && { migration: { DATABASE_ADMIN_URL: endpoints.adminUrl, ...ownMigration[app.name] } }),
    };
  };
  return {
    adminUrl: endpoints.adminUrl,
    kafka: endpoints.kafka(KAFKA_ADMINISTRATOR),
    topicPrefix,
    issuer,
    apps: APPS.flatMap((app) =>
      (app.isPerAgency ? partnership.agencies.map(({ id }) => id) : [undefined]).map((agency, index) => plan(app, agency, index))),
  };
}

/** The files of the development issuer: the identities that the sandbox writes, and the folder of its keys. */
export interface IssuerFiles {
  readonly identities: string;
  readonly data: string;
}

function planIssuer(portBase: number, common: Readonly<Record<string, string>>, { identities, data }: IssuerFiles): PlannedApp {
  const { name, id } = DEVELOPMENT_ISSUER;
  const port = portBase + PORTS.issuer;
  const url = `http://${HOST}:${port}`;
  return { name, app: name, id, port, url, environment: { ...common, PORT: String(port), ISSUER_URL: url, IDENTITIES_FILE: identities, ISSUER_DATA: data } };
}

function asRole(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  return url.href;
}
