import { failure, parseCrashPlans, type CrashPlan } from '#libs/kernel';

import { DURATION, parseDuration } from '../duration.js';
import { text, type Setting } from '../setting.js';
import { loadSettings, settingsSchema, type Environment } from '../settings.js';
import { mode } from './mode.js';

const faultsAsText = text(
  'EXCHANGE_TEST_FAULTS',
  {
    pattern: /./,
    expected: 'left unset unless EXCHANGE_MODE is test, and then point[@nth][=kill|throw|delay:<ms>], several separated by commas',
  },
  { default: '', description: 'The points at which this process dies or fails, for the fault programme (docs/reliability.md).' },
);

/** Refused at startup, unless the mode read before it is `test`. */
const testFaults: Setting<readonly CrashPlan[]> = {
  ...faultsAsText,
  fallback: () => [],
  parse: (value, earlier) => (earlier['mode'] === 'test' ? parseCrashPlans(value) : failure('invalid' as const)),
};

const offsetAsText = text(
  'EXCHANGE_CLOCK_OFFSET',
  { pattern: /./, expected: `left unset unless EXCHANGE_MODE is test, and then ${DURATION}` },
  { default: '', description: 'How far the exchange\'s clock is moved, the same for all of its programs (docs/clocks.md).' },
);

/** Milliseconds. Refused unless the mode is `test`, because a due time that can be moved proves nothing. */
const clockOffset: Setting<number> = {
  ...offsetAsText,
  fallback: () => 0,
  parse: (value, earlier) => (earlier['mode'] === 'test' ? parseDuration(value) : failure('invalid' as const)),
  explain: (value, earlier) => {
    if (earlier['mode'] !== 'test') {
      return 'EXCHANGE_CLOCK_OFFSET moves the clock, which only a test may do: set EXCHANGE_MODE=test as well, or unset EXCHANGE_CLOCK_OFFSET.';
    }
    return LIKE_A_DURATION.test(value) ? `EXCHANGE_CLOCK_OFFSET is "${value}", and it must be ${DURATION}.` : `EXCHANGE_CLOCK_OFFSET must be ${DURATION}.`;
  },
};

/** A mistyped duration, such as `4d`, `P4` or `four days`. A password that was put into the wrong variable is rarely so short and plain. */
const LIKE_A_DURATION = /^[-+]?[A-Za-z0-9][A-Za-z0-9 .,:]{0,15}$/;

/**
 * Read by every program beside its own settings. The mode comes first, because it decides whether the
 * others are valid.
 */
export const testModeSettings = settingsSchema('every program, in tests', { mode, testFaults, clockOffset });

/**
 * Milliseconds by which a program with this environment moves its clock: 0 outside a test configuration, and for an environment
 * that the program refuses.
 */
export function clockOffsetOf(environment: Environment): number {
  const settings = loadSettings(testModeSettings, environment);
  return settings.ok ? settings.value.clockOffset : 0;
}

/** The test settings that a program passes to the programs that it starts, from a valid environment. */
export function testEnvironment(environment: Environment = process.env): Readonly<Record<string, string>> {
  const { EXCHANGE_MODE: mode, EXCHANGE_CLOCK_OFFSET: offset } = environment;
  if (mode !== 'test') return {};
  return { EXCHANGE_MODE: mode, ...(offset !== undefined && offset !== '' && { EXCHANGE_CLOCK_OFFSET: offset }) };
}
