import {
  allSettings, describeSettings, loadSettings, sandboxSettings, testEnvironment, testModeSettings, type Environment, type SandboxSettings, type SettingsSchema,
} from '#libs/config';
import { APPS } from '#libs/contracts';
import { failure, success, type Outcome } from '#libs/kernel';

export interface SandboxEnvironment {
  readonly settings: SandboxSettings;
  /** Variables that every app and migrate program of the sandbox gets. */
  readonly handedOn: Readonly<Record<string, string>>;
  /** Variables that are set and that an app would read, but that the sandbox sets itself. */
  readonly ignored: readonly string[];
}

/** Many shells and containers set these for other reasons, so a warning about them would be noise. */
const COMMON_ELSEWHERE = ['HOST', 'PORT'];
const KAFKA_SECURITY: readonly string[] = ['KAFKA_TLS_AUTHORITY_FILE', 'KAFKA_TLS_IDENTITY_FILE', 'KAFKA_LOGIN_FILE'];

/**
 * Reads the environment of `npm start`. It validates test settings as every app does, because an app never sees a value that the
 * sandbox does not pass on.
 *
 * @returns one sentence for each variable that is wrong.
 */
export function readEnvironment(environment: Environment): Outcome<SandboxEnvironment, readonly string[]> {
  const settings = loadSettings(sandboxSettings, environment);
  const test = loadSettings(testModeSettings, environment);
  const problems = [...(settings.ok ? [] : settings.error), ...(test.ok ? [] : test.error)].map(({ message }) => message);
  if (test.ok && test.value.testFaults.length > 0) {
    problems.push('EXCHANGE_TEST_FAULTS must be left unset for npm start, because a crash point belongs to one program and the sandbox starts many.');
  }
  if (environment['EXCHANGE_MODE'] === 'production') {
    problems.push('EXCHANGE_MODE must not be production for npm start, because a sandbox has an issuer that gives a token to every caller. Leave it unset.');
  }
  if (!settings.ok || problems.length > 0) return failure(problems);
  const handedOn = { LOG_LEVEL: settings.value.logLevel, ...testEnvironment(environment) };
  return success({ settings: settings.value, handedOn, ignored: ignoredIn(environment) });
}

function ignoredIn(environment: Environment): readonly string[] {
  // How to reach a Kafka that the environment names. The sandbox's own Kafka has certificates of its own.
  const unused = environment['KAFKA_BROKERS'] === undefined || environment['KAFKA_BROKERS'] === '' ? KAFKA_SECURITY : [];
  const used = new Set([...keysOf(sandboxSettings, testModeSettings).filter((key) => !unused.includes(key)), ...COMMON_ELSEWHERE]);
  const known = new Set(keysOf(...allSettings.filter(({ program }) => APPS.some(({ name }) => name === program))));
  return [...known].filter((key) => !used.has(key) && environment[key] !== undefined && environment[key] !== '');
}

function keysOf(...schemas: readonly SettingsSchema[]): readonly string[] {
  return schemas.flatMap((schema) => describeSettings(schema)).map(({ key }) => key);
}
