import { failure, success, type Outcome } from '#libs/kernel';

import type { Setting, SettingKind } from './setting.js';

/** All settings that one program reads from its environment. */
export interface SettingsSchema<Settings extends object = object> {
  /** The program's name, as in `apps/`. */
  readonly program: string;
  readonly settings: { readonly [Name in keyof Settings]: Setting<Settings[Name]> };
}

/** The settings that a schema yields: `SettingsOf<typeof publisherSettings>`. */
export type SettingsOf<Schema> = Schema extends SettingsSchema<infer Settings> ? Readonly<Settings> : never;

/**
 * One fault of the environment. It does not hold the value, because the value may be a password, also a mistyped one. The exception is a value
 * that {@link Setting.explain} recognises as harmless.
 */
export interface ConfigurationProblem {
  readonly key: string;
  readonly code: 'missing' | 'invalid';
  readonly expected: string;
  /** One sentence for the operator. */
  readonly message: string;
}

export interface SettingDescription {
  readonly key: string;
  readonly kind: SettingKind;
  readonly description: string;
  readonly expected: string;
  readonly required: boolean;
  readonly secret: boolean;
  readonly defaultText: string | undefined;
  readonly example: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** The environment of this process, for a program that names variables which it does not use. {@link loadSettings} reads settings. */
export function currentEnvironment(): Environment {
  return process.env;
}

/** Declares the settings of a program. Their order matters only for settings derived from others. */
export function settingsSchema<Settings extends object>(
  program: string,
  settings: { readonly [Name in keyof Settings]: Setting<Settings[Name]> },
): SettingsSchema<Settings> {
  return { program, settings };
}

/**
 * Reads the settings of one program. An empty value counts as not set, because container tools pass on unset variables that
 * way. Keys that the schema does not name are ignored.
 *
 * @returns the settings, or every problem at once, so that an operator corrects the environment in one pass.
 */
export function loadSettings<Settings extends object>(
  schema: SettingsSchema<Settings>,
  environment: Environment = process.env,
): Outcome<Readonly<Settings>, readonly ConfigurationProblem[]> {
  const values: Record<string, unknown> = {};
  const problems: ConfigurationProblem[] = [];
  for (const [name, setting] of entries(schema)) {
    const text = environment[setting.key];
    const read = text === undefined || text === '' ? unset(setting, values) : setting.parse(text, values);
    if (read.ok) values[name] = read.value;
    else problems.push(problem(setting, read.error, read.error === 'invalid' ? setting.explain?.(text ?? '', values) : undefined));
  }
  return problems.length > 0 ? failure(problems) : success(Object.freeze(values) as Readonly<Settings>);
}

function unset(setting: Setting<unknown>, earlier: Readonly<Record<string, unknown>>): Outcome<unknown, 'missing'> {
  return setting.required ? failure('missing') : success(setting.fallback(earlier));
}

function problem({ key, expected }: Setting<unknown>, code: ConfigurationProblem['code'], explained: string | undefined): ConfigurationProblem {
  const message = code === 'missing' ? `${key} is not set; set it to ${expected}.` : `${key} must be ${expected}.`;
  return { key, code, expected, message: explained ?? message };
}

/** The settings of a program, for `.env.example`, the runbook and the comparison with docker-compose.yml. */
export function describeSettings<Settings extends object>(schema: SettingsSchema<Settings>): readonly SettingDescription[] {
  return entries(schema).map(([, setting]) => ({
    key: setting.key,
    kind: setting.kind,
    description: setting.description,
    expected: setting.expected,
    required: setting.required,
    secret: setting.secret,
    defaultText: setting.defaultText,
    example: setting.example,
  }));
}

/**
 * A complete, valid environment without real targets: enough to build a program's module graph without running it (the OpenAPI
 * document), and for tests.
 */
export function exampleEnvironment<Settings extends object>(schema: SettingsSchema<Settings>): Readonly<Record<string, string>> {
  const required = describeSettings(schema).filter((setting) => setting.required);
  return Object.fromEntries(required.map((setting) => [setting.key, setting.example]));
}

function entries<Settings extends object>(schema: SettingsSchema<Settings>): [string, Setting<unknown>][] {
  return Object.entries<Setting<unknown>>(schema.settings);
}
