import type { Partnership } from '#libs/agreements';

import type { SandboxSecrets } from './secrets.js';

/** The places of the two servers, of any kind. */
export interface Endpoints {
  /** A role that may create roles and schemas. */
  readonly adminUrl: string;
  readonly brokers: readonly string[];
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
  readonly port: number;
  readonly url: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Additional variables of its migrate program; absent for an app that owns no schema. */
  readonly migration?: Readonly<Record<string, string>>;
}

export interface SandboxPlan {
  readonly adminUrl: string;
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  readonly apps: readonly PlannedApp[];
}

/** Offsets from the port base. */
export const PORTS = { publisher: 0, portal: 1, recorder: 2, watch: 3, firstAgency: 10, postgres: 90, kafka: 91 } as const;

const HOST = '127.0.0.1';

/** Plans the processes, and the whole environment of each. Pure. */
export function planSandbox(
  partnership: Partnership,
  partnershipFile: string,
  portBase: number,
  endpoints: Endpoints,
  secrets: SandboxSecrets,
  /** Variables that every program gets, such as the log level and a moved clock. */
  handedOn: Readonly<Record<string, string>> = {},
): SandboxPlan {
  const suffix = endpoints.sharedDatabase ? `_${secrets.id}` : '';
  const topicPrefix = endpoints.sharedKafka ? `sandbox-${secrets.id}.` : '';
  const database = (schema: string, role = `${schema}_app`): Record<string, string> => ({
    DATABASE_URL: asRole(endpoints.adminUrl, `${role}${suffix}`, secrets.rolePassword),
    DATABASE_SCHEMA: `${schema}${suffix}`,
  });
  const reader = asRole(endpoints.adminUrl, `audit_portal_reader${suffix}`, secrets.rolePassword);
  const kafka = { KAFKA_BROKERS: endpoints.brokers.join(','), TOPIC_PREFIX: topicPrefix, PARTNERSHIP_FILE: partnershipFile };
  const admin = { DATABASE_ADMIN_URL: endpoints.adminUrl };
  const app = (name: string, folder: string, offset: number, environment: Record<string, string>): PlannedApp => {
    const port = portBase + offset;
    return { name, app: folder, port, url: `http://${HOST}:${port}`, environment: { ...handedOn, HOST, PORT: String(port), ...environment } };
  };
  const publisher = app('referral-publisher', 'referral-publisher', PORTS.publisher, {
    ...database('referral_publisher'),
    ...kafka,
    CASE_KEY_SECRET: secrets.caseKeySecret,
  });
  const recorder = app('audit-recorder', 'audit-recorder', PORTS.recorder, { ...database('audit_recorder'), ...kafka });
  const watch = app('deadline-watch', 'deadline-watch', PORTS.watch, { ...database('deadline_watch'), ...kafka });
  const portal = app('audit-portal', 'audit-portal', PORTS.portal, {
    ...database('audit_recorder'), DATABASE_URL: reader, PARTNERSHIP_FILE: partnershipFile,
  });
  const nodes = partnership.agencies.map(({ id }, index) =>
    app(`agency-node ${id}`, 'agency-node', PORTS.firstAgency + index, { ...database(agencySchema(id)), ...kafka, AGENCY_ID: id }),
  );
  return {
    adminUrl: endpoints.adminUrl,
    brokers: endpoints.brokers,
    topicPrefix,
    apps: [
      { ...publisher, migration: admin },
      { ...recorder, migration: { ...admin, READER_DATABASE_URL: reader } },
      { ...watch, migration: admin },
      ...nodes.map((node) => ({ ...node, migration: admin })),
      portal,
    ],
  };
}

function agencySchema(agency: string): string {
  return `agency_${agency.replaceAll('-', '_')}`;
}

function asRole(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  return url.href;
}
