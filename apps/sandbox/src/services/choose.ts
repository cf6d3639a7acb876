import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { SandboxSettings } from '#libs/config';
import { failure, success, type Outcome } from '#libs/kernel';
import type { LocalServiceProblem } from '#libs/local-services';

import type { ServerKind, ServerKinds } from './server.js';

type OwnKind = Exclude<ServerKind, 'external'>;
type Remembered = Partial<Record<keyof ServerKinds, OwnKind>>;

export interface Choice {
  readonly settings: SandboxSettings;
  readonly dataDir: string;
  readonly brokers: 1 | 3;
  /** Called only when the answer matters, because it takes a moment. */
  readonly dockerRuns: () => Promise<boolean>;
}

const FILE = 'servers.json';

/**
 * Chooses the servers that the environment names, else those that hold this folder's data already, else Docker where it runs, else
 * local ones. The folder records the choice, so that a Docker started in between does not hide yesterday's data behind an empty
 * database.
 */
export async function chooseServers({ settings, dataDir, brokers, dockerRuns }: Choice): Promise<Outcome<ServerKinds, LocalServiceProblem>> {
  const remembered = remember(dataDir);
  let asked: Promise<boolean> | undefined;
  const runs = (): Promise<boolean> => (asked ??= settings.docker === 'never' ? Promise.resolve(false) : dockerRuns());
  const choose = async (server: keyof ServerKinds, given: unknown, canDocker: boolean): Promise<Outcome<ServerKind, LocalServiceProblem>> => {
    if (given !== undefined) return success('external');
    const before = remembered[server];
    if (settings.docker === 'always' && before === 'local') return elsewhere(dataDir, 'local servers, and EXCHANGE_DOCKER is "always"');
    if (settings.docker === 'never' && before === 'docker') return elsewhere(dataDir, 'Docker, and EXCHANGE_DOCKER is "never"');
    if (before === 'local' || !canDocker) return success('local');
    if (await runs()) return success('docker');
    if (before === 'docker') return elsewhere(dataDir, 'Docker, which does not run now');
    return settings.docker === 'always' ? dockerMissing() : success('local');
  };
  const postgres = await choose('postgres', settings.databaseUrl, true);
  if (!postgres.ok) return postgres;
  // The compose file describes one broker, so a cluster needs the local jars.
  const kafka = await choose('kafka', settings.kafkaBrokers, brokers === 1);
  if (!kafka.ok) return kafka;
  return success({ postgres: postgres.value, kafka: kafka.value });
}

/** Records the place of this folder's data. A server that is external this time leaves the earlier record unchanged. */
export function rememberServers(dataDir: string, kinds: ServerKinds): void {
  const own = Object.fromEntries(Object.entries(kinds).filter(([, kind]) => kind !== 'external'));
  writeFileSync(join(dataDir, FILE), `${JSON.stringify({ ...remember(dataDir), ...own })}\n`);
}

function remember(dataDir: string): Remembered {
  const file = join(dataDir, FILE);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Remembered) : {};
}

function elsewhere(dataDir: string, where: string): Outcome<never, LocalServiceProblem> {
  return failure({
    code: 'START_FAILED',
    message: `The data of ${dataDir} is in ${where}.`,
    remedy: 'Change EXCHANGE_DOCKER or start Docker, or choose another data folder with --data.',
  });
}

function dockerMissing(): Outcome<never, LocalServiceProblem> {
  return failure({
    code: 'START_FAILED',
    message: 'EXCHANGE_DOCKER is "always", and Docker with Compose does not run here.',
    remedy: 'Start Docker, or set EXCHANGE_DOCKER=never to use local servers.',
  });
}
