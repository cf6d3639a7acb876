import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '#libs/kernel';
import {
  ensureKafka, freePorts, keepFolder, removeFolderOnDeath, startKafka, startPostgres,
  type KafkaInstallation, type KafkaNodePorts, type LocalKafka, type LocalPostgres, type LocalServiceProblem, type Progress,
} from '#libs/local-services';

const ATTEMPTS = 4;

/**
 * A folder that is deleted with this process, even after `kill -9`. Other accounts may pass through it, because PostgreSQL
 * started by root runs as another account.
 */
export function makeTemporaryFolder(name: string): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), `exchange-${name}-`));
  chmodSync(path, 0o711);
  removeFolderOnDeath(path);
  return {
    path,
    remove: () => {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
      keepFolder(path);
    },
  };
}

/** Ends the run with the sentence for the operator, because a stack trace would hide it. */
export function orFail<Value>(outcome: Outcome<Value, LocalServiceProblem>): Value {
  if (outcome.ok) return outcome.value;
  // A test run has its own keys for an existing PostgreSQL or Kafka, so that it never uses a real database by accident.
  const remedy = outcome.error.remedy.replaceAll(/KAFKA_BROKERS|DATABASE_URL/g, 'EXCHANGE_TEST_$&');
  const error = new Error(`${outcome.error.message} ${remedy}`);
  error.stack = error.message;
  throw error;
}

/** Another test run may take a free port before this one listens on it: then choose again. */
async function withFreePorts<Value>(
  count: number,
  start: (ports: number[]) => Promise<Outcome<Value, LocalServiceProblem>>,
): Promise<Value> {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await start(await freePorts(count));
    const again = !outcome.ok && ['PORT_IN_USE', 'START_FAILED'].includes(outcome.error.code);
    if (!again || attempt === ATTEMPTS) return orFail(outcome);
  }
}

/** Without fsync: the data lives as long as the test run. */
export function startFreshPostgres(dataDir: string): Promise<LocalPostgres> {
  return withFreePorts(1, ([port = 0]) =>
    startPostgres({ dataDir, port, superuserPassword: 'test-only', database: 'exchange_test', fsync: false, maxConnections: 200 }));
}

/** The Kafka of the person's cache, fetched there if it is not. */
export async function testKafkaInstallation(onProgress?: Progress): Promise<KafkaInstallation> {
  const javaHome = process.env['JAVA_HOME'];
  return orFail(await ensureKafka({
    cacheDir: join(cacheHome(), 'safeguarding-exchange'),
    ...(javaHome === undefined || javaHome === '' ? {} : { javaHome }),
    ...(onProgress === undefined ? {} : { onProgress }),
  }));
}

/** Broker settings that replace the defaults. Those of a single broker may depend on its ports. */
export type KafkaOverrides = Readonly<Record<string, string>> | ((ports: KafkaNodePorts) => Readonly<Record<string, string>>);

export async function startFreshKafka(
  dataDir: string,
  nodeCount: 1 | 3,
  onProgress?: Progress,
  overrides: KafkaOverrides = {},
): Promise<LocalKafka> {
  const installation = await testKafkaInstallation(onProgress);
  return withFreePorts(nodeCount * 2, (ports) => {
    const nodes = Array.from({ length: nodeCount }, (_, index) => ({ port: ports[index * 2] ?? 0, controllerPort: ports[index * 2 + 1] ?? 0 }));
    const [first = { port: 0, controllerPort: 0 }] = nodes;
    return startKafka({ dataDir, nodes, installation, overrides: typeof overrides === 'function' ? overrides(first) : overrides });
  });
}

function cacheHome(): string {
  const xdg = process.env['XDG_CACHE_HOME'];
  return xdg === undefined || xdg === '' ? join(homedir(), '.cache') : xdg;
}
