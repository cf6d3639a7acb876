import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

import { readPartnership } from '#libs/agreements';
import { allSettings, cliSettings, describeSettings, issuerSettings, loadSettings } from '#libs/config';
import { APPS, asyncApiDocument, defaultPortOf, DEVELOPMENT_ISSUER, Topics, type AppDescription } from '#libs/contracts';

const AGENCY = '{agency}';
const apps: readonly AppDescription[] = APPS;
const names = apps.map(({ name }) => name).toSorted();

function text(...path: readonly string[]): string {
  return readFileSync(join(...path), 'utf8');
}

/** A folder whose program runs a server, whether a list names it or not. */
function foldersWithServer(): string[] {
  return readdirSync('apps').filter((folder) => {
    const main = join('apps', folder, 'src', 'main.ts');
    return existsSync(main) && text(main).includes('runHttpApp(');
  }).toSorted();
}

describe('the list of apps', () => {
  it('has every app with a server, so that the sandbox starts it and the doctor looks at it', () => {
    expect(foldersWithServer()).toEqual(names);
  });

  it('gives each app names, an address and ports of its own', () => {
    for (const of of [(app: AppDescription) => app.id, (app: AppDescription) => app.address, (app: AppDescription) => String(app.portOffset)]) {
      expect(new Set(apps.map((app) => of(app))).size).toBe(apps.length);
    }
    expect(apps.filter(({ isPerAgency }) => isPerAgency).every(({ portOffset }) => apps.every((other) => other.portOffset <= portOffset))).toBe(true);
  });

  it('lacks the development issuer, which is known as a development program: its own port, no metrics, and no start in production', () => {
    const { name, id, portOffset } = DEVELOPMENT_ISSUER;
    expect(names).not.toContain(name);
    expect(apps.filter((app) => app.id === id || (app.portOffset <= portOffset && portOffset < app.portOffset + (app.isPerAgency ? 80 : 1)))).toEqual([]);
    expect(existsSync(join('apps', name, 'src', 'main.ts'))).toBe(true);
    const valid = { EXCHANGE_MODE: 'development', IDENTITIES_FILE: 'identities.json', ISSUER_DATA: 'data' };
    expect(loadSettings(issuerSettings, valid).ok).toBe(true);
    for (const mode of ['', 'production']) expect(loadSettings(issuerSettings, { ...valid, EXCHANGE_MODE: mode }).ok).toBe(false);
    expect(text('infra', 'monitoring', 'prometheus.yaml')).not.toContain(String(defaultPortOf('referral-publisher') + portOffset));
  });

  it('agrees with the settings: each app has its own, and the command line can be given the address of each', () => {
    const programs = allSettings.map(({ program }) => program);
    expect(names.filter((name) => !programs.includes(name))).toEqual([]);
    expect(apps.filter(({ name, schema }) => programs.includes(`${name} migrate`) !== (schema !== undefined))).toEqual([]);
    const keys = describeSettings(cliSettings).map(({ key }) => key);
    expect(apps.filter(({ address }) => !keys.includes(`EXCHANGE_${address.toUpperCase()}_URL`))).toEqual([]);
    for (const schema of allSettings.filter(({ program }) => names.includes(program))) {
      const port = describeSettings(schema).find(({ key }) => key === 'PORT');
      expect([schema.program, port?.defaultText]).toEqual([schema.program, String(defaultPortOf(schema.program as (typeof APPS)[number]['name']))]);
    }
  });

  it('agrees with the topics: what an app consumes has a dead letter topic, and the interface document gives it the right to read', () => {
    const topics = new Topics();
    const made = new Set(topics.catalogue([AGENCY]).map(({ name }) => name));
    const consumed = apps.flatMap((app) => app.consumes(topics, [AGENCY]).flatMap(({ group, topics: read }) => read.map((topic) => ({ app: app.name, group, topic }))));
    expect(consumed.filter(({ group, topic }) => !made.has(topic) || !made.has(topics.deadLetter(topic, group)))).toEqual([]);
    const { channels, operations } = asyncApiDocument() as unknown as AsyncApi;
    const addressOf = (channel: { readonly $ref: string }): string => channels[channel.$ref.split('/').at(-1) ?? '']?.address ?? '';
    const readers = Object.values(operations).filter(({ action }) => action === 'receive').map(({ summary, channel }) => `${summary} ${addressOf(channel)}`);
    const missing = consumed.filter(({ app, topic }) => !readers.includes(`${app} reads this topic. ${topic}`));
    expect(missing).toEqual([]);
    expect(apps.filter((app) => app.usesKafka !== app.consumes(topics, [AGENCY]).length > 0)).toEqual([]);
  });

  it('agrees with what people and programs read: README, interface documents, Nest\'s projects, and the targets of the monitoring', async () => {
    const partnership = await readPartnership('infra/partnership/northshire/partnership.yaml');
    if (!partnership.ok) throw new Error('the demonstration partnership is not sound');
    const { projects } = JSON.parse(text('nest-cli.json')) as { readonly projects: object };
    const readme = text('README.md');
    for (const { name } of apps) {
      expect([name, readme.includes(`\`apps/${name}\``), existsSync(join('docs', 'api', `${name}.openapi.json`)), name in projects]).toEqual([name, true, true, true]);
    }
    const { scrape_configs: [job] } = parse(text('infra', 'monitoring', 'prometheus.yaml')) as Prometheus;
    const ports = APPS.flatMap(({ name, isPerAgency }) =>
      (isPerAgency ? partnership.value.agencies : [undefined]).map((_, index) => `127.0.0.1:${defaultPortOf(name) + index}`));
    expect(job?.static_configs.flatMap(({ targets }) => targets).toSorted()).toEqual(ports.toSorted());
  });
});

interface AsyncApi {
  readonly channels: Readonly<Record<string, { readonly address: string }>>;
  readonly operations: Readonly<Record<string, { readonly action: string; readonly summary: string; readonly channel: { readonly $ref: string } }>>;
}

interface Prometheus {
  readonly scrape_configs: readonly { readonly static_configs: readonly { readonly targets: readonly string[] }[] }[];
}
