import { loadSettings, type Environment, type SettingsSchema } from '#libs/config';

import { EXIT_CODES } from './exit-codes.js';

/**
 * The settings of a program, or its end: every problem as one line on standard error, exit code 2.
 * For `main.ts` of servers and of one-shot programs such as `migrate`.
 */
export function readSettingsOrExit<Settings extends object>(
  schema: SettingsSchema<Settings>,
  environment?: Environment,
): Readonly<Settings> {
  const loaded = loadSettings(schema, environment);
  if (loaded.ok) return loaded.value;
  const lines = loaded.error.map(({ message }) => `  ${message}\n`).join('');
  process.stderr.write(`${schema.program} cannot start, because its environment is incomplete or wrong:\n${lines}`);
  return process.exit(EXIT_CODES.configuration);
}
