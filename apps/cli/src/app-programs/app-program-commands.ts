import { Option, type CommandUnknownOpts } from '@commander-js/extra-typings';

import { childEnvironment } from '#libs/config';
import { APPS } from '#libs/contracts';

import type { Cli } from '../command/cli.js';
import { CommandFailed, Interrupted } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import { examples } from '../command/options.js';
import type { Session } from '../command/session.js';
import { appProgram } from '#libs/local-services';
import { tableOf } from '../terminal/table.js';
import { lastLine, runProgram } from './run-program.js';

/** The apps that own a schema. */
const MIGRATING = APPS.filter(({ schema }) => schema !== undefined).map(({ name }) => name);
/** The apps whose tables can be rebuilt from the event log or the topics. */
const REBUILDING = APPS.filter(({ rebuilds }) => rebuilds).map(({ name }) => name);
/** The key of the administrator's rights, which only programs that migrate are given. */
const ADMIN_KEY = 'DATABASE_ADMIN_URL';

/** The commands that run a program of the apps themselves. */
export function addAppProgramCommands(program: CommandUnknownOpts, cli: Cli): void {
  const command = (name: 'migrate' | 'rebuild', apps: readonly string[], description: string) =>
    program
      .command(name)
      .description(description)
      .addOption(new Option('--app <app>', 'only this app; without a sandbox it is required').choices(apps))
      .option('--from-environment', 'take the settings from the environment, whether there is a sandbox or not')
      .action((options) => runEach(cli.session, name, (name === 'migrate' ? plannedMigrations : plannedRebuilds)(cli.session, options)));
  command(
    'migrate', MIGRATING,
    "Bring the database schema of every app up to date, each through the app's own migrate program. "
    + 'In a sandbox for all its apps; elsewhere for one, with its settings in the environment (see .env.example). '
    + 'Safe to repeat, and to run twice at once.',
  ).addHelpText('after', examples(
    ['exchange migrate', 'every app of the running sandbox'],
    ['node --env-file=publisher.env "$(which exchange)" migrate --app referral-publisher', 'one app, with its own settings'],
    ['exchange migrate --json', 'the migrations applied to each app, for a program'],
  ));
  command(
    'rebuild', REBUILDING,
    'Rebuild the projections of the audit recorder from its event log, and the clocks of the deadline watch from the topics, '
    + 'and add to the referral publisher the copies that a backup lacks, '
    + "each through the app's own rebuild program. Safe beside copies that run, and to repeat: the recorder's readers "
    + 'see the old projections until the new ones are whole; a watch makes no call meanwhile. Progress and rate go to standard error.',
  ).addHelpText('after', examples(
    ['exchange rebuild --app audit-recorder', 'projections look wrong'],
    ['exchange rebuild --app deadline-watch', 'clocks look wrong, or the schema was lost'],
    ['exchange rebuild --app referral-publisher', 'its database was restored from a backup'],
    ['node --env-file=watch.env "$(which exchange)" rebuild --app deadline-watch --json', 'with its own settings, for a program'],
  ));
}

/** A program of one app, with its environment. */
export interface AppRun {
  /** Unique: `agency-node northshire-csc`. */
  readonly name: string;
  /** Folder under `apps/`. */
  readonly app: string;
  /** undefined: the environment of this process. */
  readonly environment: Readonly<Record<string, string>> | undefined;
}

interface AppOptions {
  readonly app?: string | undefined;
  readonly fromEnvironment?: true | undefined;
}

/** The apps that migrate: in a sandbox those that are given the rights of an administrator. */
export function plannedMigrations(session: Pick<Session, 'sandbox' | 'passedOver'>, options: AppOptions): readonly AppRun[] {
  return plannedRuns(session, options).filter(({ environment }) => environment === undefined || environment[ADMIN_KEY] !== undefined);
}

/** The apps that rebuild, publisher and recorder first, without the rights of an administrator. */
export function plannedRebuilds(session: Pick<Session, 'sandbox' | 'passedOver'>, options: AppOptions): readonly AppRun[] {
  const runs = plannedRuns(session, options);
  return REBUILDING.flatMap((app) => runs.filter((run) => run.app === app)).map((run) => {
    if (run.environment === undefined) return run;
    const { [ADMIN_KEY]: _, ...environment } = run.environment;
    return { ...run, environment };
  });
}

/** Every program of the sandbox, or the named app with the environment of this process. @throws CommandFailed without sandbox and app. */
function plannedRuns(session: Pick<Session, 'sandbox' | 'passedOver'>, { app, fromEnvironment }: AppOptions): readonly AppRun[] {
  const sandbox = fromEnvironment === true ? undefined : session.sandbox;
  if (sandbox !== undefined) {
    const runs = [...sandbox.environments].map(([name, environment]) => ({ name, app: name.split(' ')[0] ?? name, environment }));
    return runs.filter((run) => app === undefined || run.app === app);
  }
  if (app !== undefined) return [{ name: app, app, environment: undefined }];
  const reasons = fromEnvironment === true ? [] : session.passedOver;
  throw CommandFailed.usage([...reasons, 'No app is named: start a sandbox with npm start, or name one with --app and set its environment.'].join('\n'));
}

/** Runs the programs one after the other, and shows the summary that each has written. */
async function runEach(session: Session, program: 'migrate' | 'rebuild', runs: readonly AppRun[]): Promise<void> {
  const { output, signal } = session;
  const results: { readonly app: string; readonly ok: boolean; readonly summary: Readonly<Record<string, unknown>> }[] = [];
  for (const { name, app, environment } of runs) {
    if (signal.aborted) throw new Interrupted();
    const { code, stdout } = await runProgram(appProgram(app, program), {
      environment: environment === undefined ? undefined : childEnvironment(environment),
      signal,
      onLine: (line) => output.note(`${name}: ${line}`),
    });
    if (signal.aborted) throw new Interrupted();
    results.push({ app: name, ok: code === 0, summary: code === 0 ? lastLine(stdout) : {} });
  }
  const failed = results.filter(({ ok }) => !ok).length;
  await output.result({ failed, apps: results.map(({ summary, ...result }) => ({ ...result, ...summary })) }, tableOf([
    { heading: 'APP', value: ({ app }) => app },
    { heading: 'RESULT', value: ({ ok }) => (ok ? 'done' : 'failed') },
    { heading: 'SUMMARY', value: ({ summary }) => Object.entries(summary).map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ') },
  ], results, output.layout));
  if (failed === 0) return;
  output.note(`${failed} of ${results.length} failed; the lines above have the reasons. It may be run again.`);
  session.exitCode = EXIT_CODES.failed;
}
