import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { testKafkaBrokers, testPostgresUrl, uniqueName } from './index.js';

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

describe('the services of the integration tests', () => {
  it('include a PostgreSQL that accepts connections', async () => {
    const url = new URL(testPostgresUrl());
    expect(await connects(url.hostname, Number(url.port))).toBe(true);
    expect(url.pathname).not.toBe('/');
  });

  it('include a Kafka that accepts connections', async () => {
    const brokers = testKafkaBrokers();
    expect(brokers).not.toHaveLength(0);
    for (const broker of brokers) {
      const [host = '', port] = broker.split(':');
      expect(await connects(host, Number(port))).toBe(true);
    }
  });

  it('never gives the same name twice, and only names that need no quoting', () => {
    const names = Array.from({ length: 1000 }, () => uniqueName('Hub A&E'));
    expect(new Set(names).size).toBe(1000);
    for (const name of names) expect(name).toMatch(/^hub_a_e_[0-9a-f]{12}$/);
  });
});
