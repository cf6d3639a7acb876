import { childEnvironment } from '#libs/config';

import { CommandFailed, Interrupted } from '../command/command-failed.js';
import { EXIT_CODES, type ExitCode } from '../command/exit-codes.js';
import type { Session } from '../command/session.js';
import { rebuildProgram } from '../connection/repository.js';
import { runProgram } from '../migrate/run-program.js';
import { tableOf, type Column } from '../terminal/table.js';

/** Apps that keep what can be made again. */
export const REBUILDABLE = ['audit-recorder', 'deadline-watch'] as const;
export type Rebuildable = (typeof REBUILDABLE)[number];

export interface RebuildOptions {
  readonly app?: Rebuildable;
  readonly fromEnvironment?: boolean;
}

export interface Rebuilt {
  readonly app: Rebuildable;
  readonly ok: boolean;
  readonly schema?: string;
  /** Events of the log, or messages of the topics. */
  readonly read?: number;
  readonly ms?: number;
  readonly perSecond?: number;
}

/** Only programs that migrate are given it. */
const ADMIN_KEY = 'DATABASE_ADMIN_URL';

const REBUILT: readonly Column<Rebuilt>[] = [
  { heading: 'APP', value: ({ app }) => app },
  { heading: 'RESULT', value: ({ ok }) => (ok ? 'made again' : 'failed') },
  { heading: 'SCHEMA', value: ({ schema }) => schema },
  { heading: 'READ', value: ({ read }) => read, align: 'right' },
  { heading: 'MS', value: ({ ms }) => ms, align: 'right' },
  { heading: 'A SECOND', value: ({ perSecond }) => perSecond, align: 'right' },
];

export async function rebuild(session: Session, options: RebuildOptions): Promise<ExitCode | undefined> {
  const { output, signal } = session;
  const rebuilt: Rebuilt[] = [];
  for (const { app, environment } of plannedRebuilds(session, options)) {
    if (signal.aborted) throw new Interrupted();
    const { code, stdout } = await runProgram(rebuildProgram(app), {
      environment: environment === undefined ? undefined : childEnvironment(environment),
      signal,
      onLine: (line) => output.note(`${app}: ${line}`),
    });
    if (signal.aborted) throw new Interrupted();
    rebuilt.push(code === 0 ? { app, ok: true, ...rebuildSummary(stdout) } : { app, ok: false });
  }
  const failed = rebuilt.filter(({ ok }) => !ok).length;
  await output.document({ failed, apps: rebuilt });
  await output.lines(...tableOf(REBUILT, rebuilt));
  if (failed > 0) output.note(`${failed} of ${rebuilt.length} failed; what each said stands above. It may be run again.`);
  return failed > 0 ? EXIT_CODES.failed : undefined;
}

interface Planned {
  readonly app: Rebuildable;
  /** undefined: the environment of this process. */
  readonly environment: Readonly<Record<string, string>> | undefined;
}

/** What is made again, and with which settings: those of the sandbox, or of this process for the one app that was named. */
export function plannedRebuilds(session: Pick<Session, 'sandbox' | 'passedOver'>, { app, fromEnvironment }: RebuildOptions): readonly Planned[] {
  const sandbox = fromEnvironment === true ? undefined : session.sandbox;
  if (sandbox === undefined) {
    if (app !== undefined) return [{ app, environment: undefined }];
    const reasons = fromEnvironment === true ? [] : session.passedOver;
    const advice = 'Nothing says which app is meant: start a sandbox with npm start, or name one with --app and set its environment.';
    throw new CommandFailed({ exitCode: EXIT_CODES.usage, message: [...reasons, advice].join('\n') });
  }
  return REBUILDABLE.filter((each) => app === undefined || each === app).flatMap((each) => {
    const environment = sandbox.environments.get(each);
    if (environment === undefined) return [];
    return [{ app: each, environment: Object.fromEntries(Object.entries(environment).filter(([key]) => key !== ADMIN_KEY)) }];
  });
}

/** The last line of a rebuild program is its summary; events and messages are both what was read. */
export function rebuildSummary(stdout: string): Omit<Rebuilt, 'app' | 'ok'> {
  try {
    const said = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Readonly<Record<string, unknown>>;
    const number = (...keys: readonly string[]): number => Number(keys.map((key) => said[key]).find((value) => value !== undefined));
    return {
      schema: String(said['schema']), read: number('events', 'messages'), ms: number('ms'), perSecond: number('eventsPerSecond', 'messagesPerSecond'),
    };
  } catch {
    return {};
  }
}
