import { childEnvironment } from '#libs/config';

import { CommandFailed, Interrupted } from '../command/command-failed.js';
import { EXIT_CODES, type ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { migrateProgram } from '../connection/repository.js';
import { tableOf, type Column } from '../terminal/table.js';
import { runProgram } from './run-program.js';

export interface MigrateOptions {
  readonly app?: string;
  readonly fromEnvironment?: boolean;
}

/** One app whose schema is brought up to date. */
export interface Migration {
  /** `agency-node northshire-csc`: unique. */
  readonly name: string;
  /** Folder under `apps/`. */
  readonly app: string;
  /** undefined: the environment of this process. */
  readonly environment: Readonly<Record<string, string>> | undefined;
}

interface Migrated {
  readonly name: string;
  readonly ok: boolean;
  readonly schema?: string;
  readonly applied?: readonly string[];
  readonly rolesCreated?: readonly string[];
}

/** Only programs that migrate are given it. */
const ADMIN_KEY = 'DATABASE_ADMIN_URL';

const MIGRATED: readonly Column<Migrated>[] = [
  { heading: 'APP', value: ({ name }) => name },
  { heading: 'RESULT', value: ({ ok, applied = [] }) => (ok ? (applied.length === 0 ? 'up to date' : 'migrated') : 'failed') },
  { heading: 'SCHEMA', value: ({ schema }) => schema },
  { heading: 'APPLIED', value: ({ applied }) => applied?.join(', ') },
];

export async function migrate(session: Session, options: MigrateOptions): Promise<ExitCode | undefined> {
  const { output } = session;
  const migrations = plannedMigrations(session, options);
  const migrated: Migrated[] = [];
  for (const migration of migrations) {
    if (session.signal.aborted) throw new Interrupted();
    migrated.push(await run(session, migration));
  }
  const failed = migrated.filter(({ ok }) => !ok).length;
  await output.document({ failed, apps: migrated });
  await output.lines(...tableOf(MIGRATED, migrated));
  if (failed > 0) output.note(`${failed} of ${migrated.length} failed; what each said stands above.`);
  return failed > 0 ? EXIT_CODES.failed : undefined;
}

/** Which programs run, and with what: those of the sandbox, or one with this process's own environment. */
export function plannedMigrations(session: Pick<Session, 'sandbox' | 'passedOver'>, { app, fromEnvironment }: MigrateOptions): readonly Migration[] {
  const sandbox = fromEnvironment === true ? undefined : session.sandbox;
  if (sandbox === undefined) {
    if (app !== undefined) return [{ name: app, app, environment: undefined }];
    const reasons = fromEnvironment === true ? [] : session.passedOver;
    const advice = 'Nothing says which apps there are: start a sandbox with npm start, or name one app with --app and set its environment.';
    throw new CommandFailed({ exitCode: EXIT_CODES.usage, message: [...reasons, advice].join('\n') });
  }
  return [...sandbox.environments]
    .filter(([name, environment]) => environment[ADMIN_KEY] !== undefined && (app === undefined || folderOf(name) === app))
    .map(([name, environment]) => ({ name, app: folderOf(name), environment }));
}

/** `agency-node` of `agency-node northshire-csc`. */
function folderOf(name: string): string {
  return name.split(' ')[0] ?? name;
}

async function run({ output, signal }: Session, { name, app, environment }: Migration): Promise<Migrated> {
  const child = await runProgram(migrateProgram(app), {
    environment: environment === undefined ? undefined : childEnvironment(environment),
    signal,
    onLine: (line) => output.note(`${name}: ${line}`),
  });
  if (signal.aborted) throw new Interrupted();
  return child.code === 0 ? { name, ok: true, ...summaryOf(child.stdout) } : { name, ok: false };
}

/** The last line of a migrate program is its summary. */
export function summaryOf(stdout: string): Omit<Migrated, 'name' | 'ok'> {
  try {
    const { schema, applied, roles } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as {
      readonly schema: string;
      readonly applied: readonly string[];
      readonly roles: { readonly created: readonly string[] };
    };
    return { schema, applied, rolesCreated: roles.created };
  } catch {
    return {};
  }
}
