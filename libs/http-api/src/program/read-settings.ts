import { loadSettings, testModeSettings, type ConfigurationProblem, type Environment, type SettingsSchema } from '#libs/config';
import { armCrashPoints, moveClock } from '#libs/kernel';

import { APP_EXIT_CODES } from './exit-codes.js';

/**
 * Reads the settings of a program. If they are invalid, it prints each problem as one line on standard error and exits
 * with code 2. For `main.ts` of servers and of one-shot programs such as `migrate`.
 */
export function readSettingsOrExit<Settings extends object>(
  schema: SettingsSchema<Settings>,
  environment?: Environment,
): Readonly<Settings> {
  const loaded = loadSettings(schema, environment);
  const test = loadSettings(testModeSettings, environment);
  if (!loaded.ok || !test.ok) return refuse(schema.program, [...(loaded.ok ? [] : loaded.error), ...(test.ok ? [] : test.error)]);
  if (test.value.mode === 'test') {
    process.stderr.write(`${schema.program} runs in test configuration (EXCHANGE_MODE=test), which production must never be\n`);
  }
  armCrashPoints(test.value.testFaults);
  moveClock(test.value.clockOffset);
  return loaded.value;
}

function refuse(program: string, problems: readonly ConfigurationProblem[]): never {
  const lines = problems.map(({ message }) => `  ${message}\n`).join('');
  process.stderr.write(`${program} cannot start, because its environment is incomplete or wrong:\n${lines}`);
  return process.exit(APP_EXIT_CODES.configuration);
}
