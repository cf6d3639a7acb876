import type { Command, CommandUnknownOpts } from '@commander-js/extra-typings';

import { wholeNumber } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import { examples, withOperatorAddresses } from '../command/options.js';
import type { Session } from '../command/session.js';
import type { Colour } from '../terminal/output.js';
import { printable } from '../terminal/printable.js';
import { counted } from '../terminal/words.js';
import { checkApps, checkIssuer } from './check-apps.js';
import { checkBacklog } from './check-backlog.js';
import { checkEndedAgencies } from './check-ended-agencies.js';
import { checkKafka } from './check-kafka.js';
import { checkClock, checkDisk, checkNode, checkSandbox } from './check-machine.js';
import { checkPostgres } from './check-postgres.js';
import { checkStatements } from './check-statements.js';
import type { CheckResult, CheckStatus } from './check.js';

const COLOUR: Readonly<Record<CheckStatus, Colour>> = { ok: 'green', note: 'dim', warn: 'yellow', fail: 'red', skip: 'dim' };

export function addDoctorCommand(program: CommandUnknownOpts, cli: Cli): void {
  withOperatorAddresses(program.command('doctor') as Command)
    .description('Check every part of the exchange, one by one, and report each problem with its remedy. Exit code 1 when a check failed; warnings, and the settings of a sandbox that production should not have, do not count.')
    .option('--max-lag <messages>', 'a consumer group that is further behind is worth a warning', wholeNumber(0, 1_000_000_000), 1_000)
    .option('--production', 'as for a production: a warning is a failure too')
    .addHelpText('after', examples(
      ['exchange doctor', 'the running sandbox'],
      ['exchange doctor --no-sandbox --publisher-url https://exchange.example', 'the servers that the environment and the options name'],
      ['exchange doctor --production', 'before children depend on it, and after each change'],
      ['exchange doctor --json', 'for a program'],
    ))
    .action(({ maxLag, production = false }) => examine(cli.session, maxLag, production));
}

async function examine(session: Session, maxLag: number, production: boolean): Promise<void> {
  const { output } = session;
  const results: CheckResult[] = [];
  for await (const found of allChecks(session, maxLag)) {
    const result = production ? strictly(found) : found;
    results.push(result);
    const { check, status, detail } = result;
    // Each line is shown when it comes, because a check can take seconds.
    await output.lines(`${output.paint(status.padEnd(4), COLOUR[status])}  ${check.padEnd(36)}  ${printable(detail)}`);
  }
  const count = (status: CheckStatus): number => results.filter((result) => result.status === status).length;
  const [well, notes, warnings, failed, skipped] = [count('ok'), count('note'), count('warn'), count('fail'), count('skip')];
  const unsafe = results.filter(({ finding }) => finding?.severity === 'unsafe').length;
  if (unsafe > 0 && !production) output.note(`${counted(unsafe, 'setting is', 'settings are')} unsafe for production: well enough to try things.`);
  await output.result({ healthy: failed === 0, production, ok: well, notes, warnings, failed, skipped, checks: results }, [
    '',
    `${well} ok, ${warnings} to look at, ${failed} failed${skipped === 0 ? '' : `, ${skipped} not looked at`}`,
  ]);
  if (failed > 0) session.exitCode = EXIT_CODES.failed;
}

/** Makes a warning of a trial a failure, and an app that was not looked at, because in production children depend on the exchange. */
function strictly(result: CheckResult): CheckResult {
  const unseen = result.status === 'skip' && (result.check === 'Kafka' || result.check.startsWith('app '));
  return result.status === 'warn' || unseen ? { ...result, status: 'fail' } : result;
}

/** Each check comes after those that it depends on. */
async function* allChecks(session: Session, maxLag: number): AsyncGenerator<CheckResult, void, undefined> {
  yield checkNode();
  yield await checkSandbox(session);
  yield* checkClock(session);
  yield* checkIssuer(session);
  const answering = yield* checkApps(session);
  yield* checkPostgres(session);
  yield* checkKafka(session, BigInt(maxLag));
  yield* checkBacklog(answering);
  yield* checkStatements(answering);
  yield await checkEndedAgencies(session);
  yield checkDisk(session);
}
