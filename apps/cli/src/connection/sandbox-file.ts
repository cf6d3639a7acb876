import { failure, success, type Outcome } from '#libs/kernel';

export const ROLES = ['police', 'practitioner', 'auditor'] as const;
export type Role = (typeof ROLES)[number];

export interface SandboxIdentity {
  readonly role: Role;
  readonly organisation: string;
  readonly person: string;
}

/** As much of a sandbox's `sandbox.json` as the commands need. */
export interface SandboxDescription {
  readonly pid: number;
  /** False while the sandbox is still starting. */
  readonly ready: boolean;
  readonly dataDir: string;
  readonly urls: { readonly publisher: string; readonly auditPortal: string; readonly auditRecorder: string; readonly deadlineWatch: string };
  /** URL by agency, in the order of the partnership. */
  readonly agencies: ReadonlyMap<string, string>;
  readonly identities: readonly SandboxIdentity[];
  readonly kafka: { readonly brokers: readonly string[]; readonly topicPrefix: string };
  readonly database: { readonly adminUrl: string };
  readonly partnershipFile: string;
  /** Environment by program. Holds passwords: for child processes only. */
  readonly environments: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

type Fields = Readonly<Record<string, unknown>>;

class NotOfTheForm extends Error {}

/**
 * Reads a sandbox's file. It is another program's: nothing in it is believed before it was looked at, and what is wrong
 * is named by field, never by value, for the file holds passwords.
 *
 * @returns the fields, or which one is missing or of another kind.
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
  const urls = fieldsOf(file['urls'], 'urls');
  const kafka = fieldsOf(file['kafka'], 'kafka');
  return {
    pid: numberOf(file['pid'], 'pid'),
    ready: file['ready'] === true,
    dataDir: textOf(file['dataDir'], 'dataDir'),
    urls: {
      publisher: textOf(urls['publisher'], 'urls.publisher'),
      auditPortal: textOf(urls['auditPortal'], 'urls.auditPortal'),
      auditRecorder: textOf(urls['auditRecorder'], 'urls.auditRecorder'),
      deadlineWatch: textOf(urls['deadlineWatch'], 'urls.deadlineWatch'),
    },
    agencies: mapOf(file['agencies'], 'agencies', (agency, name) => textOf(fieldsOf(agency, name)['url'], `${name}.url`)),
    identities: listOf(file['identities'], 'identities').map((each) => identity(each)),
    kafka: {
      brokers: listOf(kafka['brokers'], 'kafka.brokers').map((broker) => textOf(broker, 'kafka.brokers')),
      topicPrefix: textOf(kafka['topicPrefix'], 'kafka.topicPrefix'),
    },
    database: { adminUrl: textOf(fieldsOf(file['database'], 'database')['adminUrl'], 'database.adminUrl') },
    partnershipFile: textOf(file['partnershipFile'], 'partnershipFile'),
    environments: mapOf(file['environments'], 'environments', (environment, name) =>
      Object.fromEntries(Object.entries(fieldsOf(environment, name)).map(([key, value]) => [key, textOf(value, name)])),
    ),
  };
}

function identity(value: unknown): SandboxIdentity {
  const fields = fieldsOf(value, 'identities');
  const role = ROLES.find((each) => each === fields['role']);
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
