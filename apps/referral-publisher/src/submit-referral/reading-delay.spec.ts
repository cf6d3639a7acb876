import { setTimeout as pause } from 'node:timers/promises';

import { describe, expect, it } from '@jest/globals';

import { measureReadingDelay } from './reading-delay.js';

describe('the time that a request waits until it is read', () => {
  it('is that of the turn of the event loop in which nothing was read', async () => {
    let extra = 0;
    const delay = measureReadingDelay(() => performance.now() + extra);
    await pause(120);
    // As if this turn, or the system, had kept the process from its sockets for three seconds.
    extra = 3_000;
    expect(delay()).toBeGreaterThanOrEqual(2_900);
    // The next turn reads a request that arrived during the stall: it waited as long.
    await new Promise((resolve) => setImmediate(resolve));
    expect(delay()).toBeGreaterThanOrEqual(2_900);
  });
});
