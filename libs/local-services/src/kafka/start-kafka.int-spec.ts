import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Outcome } from '#libs/kernel';
import { testKafkaInstallation } from '#libs/testing';
import { freePorts } from '../ports.js';
import type { LocalServiceProblem } from '../problem.js';
import type { KafkaInstallation } from './jars.js';
import { startKafka, type LocalKafka } from './start-kafka.js';

describe('the local Kafka', () => {
  let dataDir: string;
  let installation: KafkaInstallation;
  let running: LocalKafka | undefined;
  let clusterId: string;

  beforeAll(async () => {
    // Kafka's own configuration reads a comma as the end of a path, and Java decodes names by the locale.
    dataDir = mkdtempSync(join(tmpdir(), 'exchange kafka, für = '));
    installation = await testKafkaInstallation();
  });
  afterAll(async () => {
    await running?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(nodes = 1, signal?: AbortSignal): Promise<Outcome<LocalKafka, LocalServiceProblem>> {
    const ports = await freePorts(nodes * 2);
    const outcome = await startKafka({
      dataDir,
      nodes: Array.from({ length: nodes }, (_, index) => ({ port: ports[index * 2] ?? 0, controllerPort: ports[index * 2 + 1] ?? 0 })),
      installation,
      ...(signal === undefined ? {} : { signal }),
    });
    running = outcome.ok ? outcome.value : running;
    return outcome;
  }

  it('that is stopped half-way through its first start has not begun to be anything', async () => {
    expect(await start(1, AbortSignal.timeout(600))).toMatchObject({ ok: false, error: { code: 'STOPPED' } });
  }, 60_000);

  it('comes up all the same afterwards', async () => {
    const outcome = await start();
    expect(outcome).toMatchObject({ ok: true });
    clusterId = running?.clusterId ?? '';
    expect(clusterId).toMatch(/^[\w-]{22}$/);
  }, 60_000);

  it('is one to a folder', async () => {
    const second = await startKafka({ dataDir, nodes: [{ port: 1, controllerPort: 2 }], installation });
    expect(second).toMatchObject({ ok: false, error: { code: 'FOLDER_IN_USE' } });
  });

  it('finds its data again after a kill -9, on other ports', async () => {
    await running?.kill();
    await running?.stop();
    expect(await start()).toMatchObject({ ok: true, value: { clusterId } });
  }, 60_000);

  it('refuses the data of another cluster, of another size and of a later version, and leaves it alone', async () => {
    await running?.stop();
    const description = join(dataDir, 'kafka.json');
    const own = readFileSync(description, 'utf8');

    expect(await start(3)).toMatchObject({ ok: false, error: { code: 'DATA_OF_ANOTHER_CLUSTER' } });
    writeFileSync(description, own.replace(clusterId, 'x'.repeat(22)));
    expect(await start()).toMatchObject({ ok: false, error: { code: 'DATA_OF_ANOTHER_CLUSTER' } });
    writeFileSync(description, own.replace('4.3.1', '4.9.0'));
    expect(await start()).toMatchObject({ ok: false, error: { code: 'DATA_OF_ANOTHER_VERSION' } });
    rmSync(description);
    expect(await start()).toMatchObject({ ok: false, error: { code: 'DATA_OF_ANOTHER_CLUSTER' } });

    writeFileSync(description, own);
    expect(await start()).toMatchObject({ ok: true, value: { clusterId } });
  }, 60_000);
});
