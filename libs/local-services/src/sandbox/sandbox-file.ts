import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { failure, success, type Outcome } from '#libs/kernel';

const FILE_NAME = 'sandbox.json';

export const DEMO_ROLES = ['police', 'practitioner', 'auditor', 'operator'] as const;
/** The role of a person in the demo partnership. */
export type DemoRole = (typeof DEMO_ROLES)[number];
/** An opaque staff reference, never a name. */
export const STAFF_REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** A person of the demo partnership, for commands that act as this person. */
export interface DemoIdentity {
  readonly role: DemoRole;
  readonly organisation: string;
  readonly person: string;
  /** Base URL of the API that this person uses. */
  readonly url: string;
}

/** The place where a running sandbox takes orders, and the secret that each order carries. */
export interface SandboxControl {
  readonly url: string;
  readonly token: string;
}

/** The files by which a client proves itself to Kafka. */
interface SandboxKafkaSecurity {
  readonly authorityFile: string;
  readonly identityFile?: string;
  readonly loginFile?: string;
}

interface SandboxKafka {
  readonly brokers: readonly string[];
  readonly topicPrefix: string;
  /** The paths of an administrator's files, and no keys. Absent for a Kafka in plain text. */
  readonly security?: SandboxKafkaSecurity;
}

/** Describes a running sandbox for scripts and commands: `sandbox.json` in its data folder, readable by its user only. */
export interface SandboxFile {
  readonly version: 1;
  /** Pid of the sandbox program. SIGTERM to it stops everything. */
  readonly pid: number;
  readonly startedAt: string;
  /** True once every service is usable. */
  readonly ready: boolean;
  readonly dataDir: string;
  readonly portBase: number;
  /** The address of each app that has one for all agencies, by its short name: `publisher`. */
  readonly urls: Readonly<Record<string, string>>;
  readonly agencies: Readonly<Record<string, { readonly name: string; readonly kind: string; readonly url: string }>>;
  readonly identities: readonly DemoIdentity[];
  /** Gives tokens of the demo identities. */
  readonly issuer: { readonly url: string };
  readonly kafka: SandboxKafka;
  /** `adminUrl` holds the password of a role with every right. */
  readonly database: { readonly adminUrl: string };
  readonly partnershipFile: string;
  /** Each app's environment, to run its programs by hand. It holds passwords. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pids: Readonly<Record<string, number>>;
  /** The parts that a person has stopped with `exchange sandbox stop`. */
  readonly stopped: readonly string[];
  /** Stops and starts parts. A secret, because its holder acts for this user. */
  readonly control: SandboxControl;
  readonly logs: string;
}

/** Replaces the whole file at once, so that a reader never sees a part of it. */
export function writeSandboxFile(dataDir: string, content: SandboxFile): void {
  const file = join(dataDir, FILE_NAME);
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Removes the file of a sandbox that has ended, so that a reader may rely on a file that it finds. */
export function removeSandboxFile(dataDir: string): void {
  rmSync(join(dataDir, FILE_NAME), { force: true });
}

/** The part of a {@link SandboxFile} that commands use, after each field was checked. */
export interface SandboxDescription extends Pick<SandboxFile, 'pid' | 'ready' | 'dataDir' | 'kafka' | 'database' | 'partnershipFile' | 'stopped' | 'control'> {
  /** URL by the short name of an app. */
  readonly urls: ReadonlyMap<string, string>;
  /** URL by agency, in the order of the partnership. */
  readonly agencies: ReadonlyMap<string, string>;
  readonly identities: readonly SandboxIdentity[];
  readonly issuer: { readonly url: string };
  /** Environment by program. Holds passwords: for child processes only. */
  readonly environments: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

export type SandboxIdentity = Omit<DemoIdentity, 'url'>;

type Fields = Readonly<Record<string, unknown>>;

class NotOfTheForm extends Error {}

/**
 * Parses the text of a sandbox's file. Every field is checked, because another program wrote it. An error names the
 * field and never the value, because the file holds passwords.
 *
 * @returns the fields, or a clause that names the missing or invalid field.
 */
export function parseSandboxFile(text: string): Outcome<SandboxDescription, string> {
  try {
    return success(description(fieldsOf(JSON.parse(text) as unknown, 'the file')));
  } catch (error) {
    if (error instanceof NotOfTheForm) return failure(error.message);
    return failure('it is not JSON');
  }
}

function description(file: Fields): SandboxDescription {
  if (file['version'] !== 1) throw new NotOfTheForm('version is not 1: the sandbox is of another version of this program');
  const control = fieldsOf(file['control'], 'control');
  const kafka = fieldsOf(file['kafka'], 'kafka');
  return {
    pid: numberOf(file['pid'], 'pid'),
    ready: file['ready'] === true,
    dataDir: textOf(file['dataDir'], 'dataDir'),
    urls: mapOf(file['urls'], 'urls', textOf),
    agencies: mapOf(file['agencies'], 'agencies', (agency, name) => textOf(fieldsOf(agency, name)['url'], `${name}.url`)),
    identities: listOf(file['identities'], 'identities').map((each) => identity(each)),
    issuer: { url: textOf(fieldsOf(file['issuer'], 'issuer')['url'], 'issuer.url') },
    kafka: {
      brokers: listOf(kafka['brokers'], 'kafka.brokers').map((broker) => textOf(broker, 'kafka.brokers')),
      topicPrefix: textOf(kafka['topicPrefix'], 'kafka.topicPrefix'),
      ...(kafka['security'] !== undefined && { security: security(fieldsOf(kafka['security'], 'kafka.security')) }),
    },
    database: { adminUrl: textOf(fieldsOf(file['database'], 'database')['adminUrl'], 'database.adminUrl') },
    partnershipFile: textOf(file['partnershipFile'], 'partnershipFile'),
    stopped: listOf(file['stopped'], 'stopped').map((part) => textOf(part, 'stopped')),
    control: { url: textOf(control['url'], 'control.url'), token: textOf(control['token'], 'control.token') },
    environments: mapOf(file['environments'], 'environments', (environment, name) =>
      Object.fromEntries(Object.entries(fieldsOf(environment, name)).map(([key, value]) => [key, textOf(value, name)])),
    ),
  };
}

function security(fields: Fields): SandboxKafkaSecurity {
  const file = (name: 'identityFile' | 'loginFile') => (fields[name] === undefined ? {} : { [name]: textOf(fields[name], `kafka.security.${name}`) });
  return { authorityFile: textOf(fields['authorityFile'], 'kafka.security.authorityFile'), ...file('identityFile'), ...file('loginFile') };
}

function identity(value: unknown): SandboxIdentity {
  const fields = fieldsOf(value, 'identities');
  const role = DEMO_ROLES.find((each) => each === fields['role']);
  if (role === undefined) throw new NotOfTheForm('identities has a role that this program does not know');
  return { role, organisation: textOf(fields['organisation'], 'identities'), person: textOf(fields['person'], 'identities') };
}

function fieldsOf(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new NotOfTheForm(`${name} is not an object`);
  return value as Fields;
}

function listOf(value: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new NotOfTheForm(`${name} is not a list`);
  return value;
}

function mapOf<Value>(value: unknown, name: string, read: (value: unknown, name: string) => Value): ReadonlyMap<string, Value> {
  return new Map(Object.entries(fieldsOf(value, name)).map(([key, each]) => [key, read(each, name)]));
}

function textOf(value: unknown, name: string): string {
  if (typeof value !== 'string') throw new NotOfTheForm(`${name} is not text`);
  return value;
}

function numberOf(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value)) throw new NotOfTheForm(`${name} is not a whole number`);
  return value as number;
}
