import { EventEmitter, once } from 'node:events';

import { describe, expect, it } from '@jest/globals';

import { inTurn } from './in-turn.js';

describe('tasks in turn', () => {
  it('run one at a time in the order of their queue, even after one failed; other queues do not wait', async () => {
    const last = new Map<string, Promise<unknown>>();
    const log: string[] = [];
    const gate = new EventEmitter();
    const first = inTurn(last, 'referral/0', async () => {
      log.push('first begins');
      await once(gate, 'open');
      log.push('first ends');
      throw new Error('leader away');
    });
    const second = inTurn(last, 'referral/0', async () => log.push('second'));
    await inTurn(last, 'referral/1', async () => log.push('other queue'));
    gate.emit('open');
    await expect(first).rejects.toThrow('leader away');
    await second;
    expect(log).toEqual(['first begins', 'other queue', 'first ends', 'second']);
    expect(last.size).toBe(0);
  });
});
