import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort, freePorts, portInUse, requireFreePorts } from './ports.js';

describe('the ports of the sandbox', () => {
  let other: Server;
  let taken: number;

  beforeEach(async () => {
    other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    taken = (other.address() as AddressInfo).port;
  });
  afterEach(() => new Promise((resolve) => {
    other.close(resolve);
  }));

  it('are seen to be taken', async () => {
    expect(await portInUse(taken)).toBe(true);
    expect(await portInUse(await freePort())).toBe(false);
  });

  it('that are taken are all named in one sentence, with the service that needs them', async () => {
    const free = await freePort();
    const outcome = await requireFreePorts(
      [{ port: taken, neededBy: 'PostgreSQL' }, { port: free, neededBy: 'Kafka' }, { port: taken, neededBy: 'audit-portal' }],
      'Choose another --port-base.',
    );
    expect(outcome).toEqual({
      ok: false,
      error: {
        code: 'PORT_IN_USE',
        message: `Ports ${taken} (needed by PostgreSQL), ${taken} (needed by audit-portal) are in use by another program.`,
        remedy: 'Choose another --port-base.',
      },
    });
    expect(await requireFreePorts([{ port: free, neededBy: 'Kafka' }], '')).toMatchObject({ ok: true });
  });

  it('chosen freely lie below those that outgoing connections may take', async () => {
    const ports = await freePorts(20);
    expect(new Set(ports).size).toBe(20);
    expect(Math.max(...ports)).toBeLessThan(32_768);
  });
});
