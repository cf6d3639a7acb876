import { describe, expect, it } from '@jest/globals';

import { HealthRegistry, type HealthResult } from './health-registry.js';

const up = (): Promise<HealthResult> => Promise.resolve({ healthy: true });
const down = (reason: string) => (): Promise<HealthResult> => Promise.resolve({ healthy: false, reason });

describe('readiness', () => {
  it('is degraded, not unavailable, while the publisher waits for Kafka: referrals are accepted and delivered later', async () => {
    const health = new HealthRegistry();
    health.register('database', up);
    health.register('kafka', down('broker-away'), { required: false });
    expect(await health.ready()).toEqual({
      status: 'degraded',
      components: {
        database: { status: 'ok', required: true },
        kafka: { status: 'degraded', required: false, reason: 'broker-away' },
      },
    });
  });

  it('is unavailable without the database', async () => {
    const health = new HealthRegistry();
    health.register('database', down('connection-refused'));
    health.register('kafka', down('broker-away'), { required: false });
    expect((await health.ready()).status).toBe('unavailable');
  });

  it('names a check that hangs or throws, and never the text of its error', async () => {
    const health = new HealthRegistry();
    health.register('kafka', () => new Promise(() => {}), { timeoutMs: 10 });
    health.register('database', () => Promise.reject(new Error('password of Amelia')));
    health.register('disk', down('/home/amelia is full'));
    const report = await health.ready();
    expect(report.components).toMatchObject({
      kafka: { reason: 'timeout' },
      database: { reason: 'check-failed' },
      disk: { reason: 'unspecified' },
    });
    expect(JSON.stringify(report)).not.toMatch(/amelia/i);
  });

  it('ends when the app begins to stop, while liveness continues', async () => {
    const health = new HealthRegistry();
    health.register('database', up, { concerns: 'both' });
    health.markStopping();
    expect((await health.ready()).status).toBe('stopping');
    expect((await health.live()).status).toBe('ok');
  });

  it('asks a component once for any number of simultaneous callers', async () => {
    let asked = 0;
    const health = new HealthRegistry();
    health.register('database', async () => {
      asked += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
      return { healthy: true };
    });
    await Promise.all([health.ready(), health.ready(), health.ready()]);
    expect(asked).toBe(1);
    await health.ready();
    expect(asked).toBe(2);
  });
});

describe('liveness', () => {
  it('fails if a consumer has ended for good, and only then', async () => {
    let dead = false;
    const health = new HealthRegistry();
    health.register('database', down('connection-refused'));
    health.register('consumer', () => Promise.resolve(dead ? { healthy: false, reason: 'crashed' } : { healthy: true }), { concerns: 'both' });
    expect(await health.live()).toEqual({ status: 'ok', components: { consumer: { status: 'ok', required: true } } });
    dead = true;
    expect((await health.live()).status).toBe('unavailable');
  });

  it('refuses two components of one name', () => {
    const health = new HealthRegistry();
    health.register('database', up);
    expect(() => health.register('database', up)).toThrow(RangeError);
  });
});
