import type { Command } from 'commander';

import { wholeNumber } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { EXIT_CODES, type ExitCode } from '../command/exit-codes.js';
import { withExamples } from '../command/help.js';
import type { Session } from '../command/session.js';
import type { Colour } from '../terminal/output.js';
import { printable } from '../terminal/printable.js';
import { checkApps } from './check-apps.js';
import { checkBacklog } from './check-backlog.js';
import { checkKafka } from './check-kafka.js';
import { checkDisk, checkNode, checkSandbox } from './check-machine.js';
import { checkPostgres } from './check-postgres.js';
import type { CheckResult, CheckStatus } from './check.js';

export interface DoctorOptions {
  readonly maxLag: number;
}

const COLOUR: Readonly<Record<CheckStatus, Colour>> = { ok: 'green', warn: 'yellow', fail: 'red', skip: 'dim' };

export function addDoctorCommand(program: Command, cli: Cli): void {
  withExamples(
    program
      .command('doctor')
      .description('Look at every part of the exchange, one by one, and say what is wrong and what to do. Exit code 1 when a check failed.')
      .option('--max-lag <messages>', 'a consumer group that is further behind is worth a warning', wholeNumber(0, 1_000_000_000), 1_000)
      .action(cli.running<DoctorOptions>(examine)),
    ['exchange doctor', 'the running sandbox'],
    ['exchange doctor --no-sandbox --publisher-url https://exchange.example', 'whatever the environment and the options name'],
    ['exchange doctor --json', 'for a program'],
  );
}

async function examine(session: Session, { maxLag }: DoctorOptions): Promise<ExitCode | undefined> {
  const { output } = session;
  const results: CheckResult[] = [];
  for await (const result of allChecks(session, maxLag)) {
    results.push(result);
    const { check, status, detail } = result;
    await output.lines(`${output.paint(status.padEnd(4), COLOUR[status])}  ${check.padEnd(36)}  ${printable(detail)}`);
  }
  const count = (status: CheckStatus): number => results.filter((result) => result.status === status).length;
  const failed = count('fail');
  const [well, warnings, skipped] = [count('ok'), count('warn'), count('skip')];
  await output.document({ healthy: failed === 0, ok: well, warnings, failed, skipped, checks: results });
  await output.lines('', `${well} ok, ${warnings} to look at, ${failed} failed${skipped === 0 ? '' : `, ${skipped} not looked at`}`);
  return failed > 0 ? EXIT_CODES.failed : undefined;
}

/** In the order in which one would look: what the later needs comes first. */
async function* allChecks(session: Session, maxLag: number): AsyncGenerator<CheckResult, void, undefined> {
  yield checkNode();
  yield checkSandbox(session);
  yield* checkApps(session);
  yield* checkPostgres(session);
  yield* checkKafka(session, BigInt(maxLag));
  yield* checkBacklog(session);
  yield checkDisk(session);
}
