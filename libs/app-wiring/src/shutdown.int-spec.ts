import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { KafkaPublisher } from '#libs/messaging';
import { Database, statement } from '#libs/persistence';
import { testKafkaBrokers } from '#libs/testing';

import { receipt, Signal, WiredApps } from './test-support/wired-app.js';

const WAITING = statement('outbox-waiting', 'SELECT count(*)::int AS count FROM outbox');

describe('stopping a wired app', () => {
  let apps: WiredApps;
  let publisher: KafkaPublisher;
  let database: Database;

  beforeAll(async () => {
    apps = await WiredApps.create();
    database = await apps.open();
    publisher = new KafkaPublisher({ brokers: testKafkaBrokers(), clientId: 'wired-test' });
  });
  afterAll(async () => {
    await publisher.close();
    await database.close();
    await apps.remove();
  });

  it('stores the batch that is under way, publishes what it caused, and closes the database last', async () => {
    const app = await apps.start();
    const [begun, released] = [new Signal(), new Signal()];
    apps.beforeStore = async () => {
      begun.give();
      await released.given;
    };
    const message = receipt(apps.source);
    await publisher.publish([message]);
    await begun.given;
    const stopped = app.stop();
    released.give();
    expect(await stopped).toBe(true);

    expect(await apps.stored(database)).toEqual([message.receiptId]);
    expect((await database.run<{ count: number }>(WAITING)).rows).toEqual([{ count: 0 }]);
    const published = await apps.admin.lag('no-group', [apps.target]);
    expect(published.reduce((sum, { end }) => sum + end, 0n)).toBe(1n);
    expect(await app.nest.get(Database).ping(1_000)).toBe(false);
    const order = apps.events().filter(({ event }) => event === 'shutdown.stopped').map(({ component }) => component);
    expect(order.filter((component) => component !== 'lag')).toEqual(['server', 'microservices', 'outbox-relay', 'kafka-publisher', 'database', 'nest']);
  }, 60_000);
});
