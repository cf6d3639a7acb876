import { freePorts } from '#libs/local-services';
import { join } from 'node:path';

import type { AppPlan } from './app-process.js';
import { repositoryRoot } from './product.js';

export const PARTNERSHIP_FILE = join(repositoryRoot, 'infra', 'partnership', 'northshire', 'partnership.yaml');

/** Those that the example referral goes to. */
export const RECIPIENTS = ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation'] as const;
/** Gets a referral only by redirect. */
export const REDIRECT_TARGET = 'northmoor-csc';

export interface PlanOptions {
  /** Superuser's URL, for migrations. */
  readonly adminUrl: string;
  /** Where the apps reach PostgreSQL: the proxy's port, or PostgreSQL's own. */
  readonly databasePort: number;
  readonly brokers: readonly string[];
  readonly agencies: readonly string[];
  /** How many of each: the second publisher is `publisher-2`, and so on. */
  readonly copies: { readonly publisher: number; readonly recorder: number; readonly watch: number; readonly node: Readonly<Record<string, number>> };
  /** How far the watch's clock is ahead (ISO 8601 duration); undefined: not at all. */
  readonly watchAhead?: string | undefined;
  readonly logLevel: 'info' | 'warn';
  /** More settings, by program. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function agencySchema(agency: string): string {
  return `agency_${agency.replaceAll('-', '_')}`;
}

/** Every process with its whole configuration. */
export async function planApps(options: PlanOptions): Promise<readonly AppPlan[]> {
  const kinds = [
    ...copiesOf('publisher', options.copies.publisher, 'referral-publisher', 'referral_publisher', { CASE_KEY_SECRET: 'x'.repeat(40) }),
    ...copiesOf('recorder', options.copies.recorder, 'audit-recorder', 'audit_recorder', {}),
    ...copiesOf('watch', options.copies.watch, 'deadline-watch', 'deadline_watch', aheadBy(options.watchAhead)),
    ...options.agencies.flatMap((agency) =>
      copiesOf(`node ${agency}`, options.copies.node[agency] ?? 1, 'agency-node', agencySchema(agency), { AGENCY_ID: agency })),
  ];
  const ports = await freePorts(kinds.length);
  return kinds.map(({ name, app, schema, extra }, index) => ({
    name,
    app,
    port: ports[index] ?? 0,
    settings: {
      PORT: String(ports[index]),
      LOG_LEVEL: options.logLevel,
      DATABASE_URL: roleUrl(options, `${schema}_app`),
      DATABASE_SCHEMA: schema,
      KAFKA_BROKERS: options.brokers.join(','),
      PARTNERSHIP_FILE,
      ...extra,
      ...options.settings[app],
    },
    migration: { DATABASE_ADMIN_URL: options.adminUrl, LOG_LEVEL: 'warn' },
  }));
}

/** A clock of hours and days is breached within minutes only if time is moved, which takes a test configuration. */
function aheadBy(duration: string | undefined): Record<string, string> {
  return duration === undefined ? {} : { EXCHANGE_MODE: 'test', EXCHANGE_CLOCK_OFFSET: duration };
}

function copiesOf(name: string, count: number, app: string, schema: string, extra: Record<string, string>) {
  return Array.from({ length: count }, (_, index) => ({ name: index === 0 ? name : `${name}-${index + 1}`, app, schema, extra }));
}

function roleUrl({ adminUrl, databasePort }: PlanOptions, role: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = 'faults-only-role';
  url.port = String(databasePort);
  return url.href;
}
