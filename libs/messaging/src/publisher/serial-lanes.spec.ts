import { EventEmitter, once } from 'node:events';

import { describe, expect, it } from '@jest/globals';

import { SerialLanes } from './serial-lanes.js';

describe('lanes', () => {
  it('run tasks of one lane in order, one at a time, even after one failed; other lanes do not wait', async () => {
    const lanes = new SerialLanes();
    const log: string[] = [];
    const gate = new EventEmitter();
    const first = lanes.run('referral/0', async () => {
      log.push('first begins');
      await once(gate, 'open');
      log.push('first ends');
      throw new Error('leader away');
    });
    const second = lanes.run('referral/0', async () => log.push('second'));
    await lanes.run('referral/1', async () => log.push('other lane'));
    gate.emit('open');
    await expect(first).rejects.toThrow('leader away');
    await second;
    expect(log).toEqual(['first begins', 'other lane', 'first ends', 'second']);
  });
});
