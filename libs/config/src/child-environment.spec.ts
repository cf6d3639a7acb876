import { describe, expect, it } from '@jest/globals';

import { childEnvironment } from './child-environment.js';

describe('the environment of a child process', () => {
  const parent = { PATH: '/bin', HOME: '/home/operator', DATABASE_ADMIN_URL: 'postgresql://admin:pw@db/x', NODE_OPTIONS: '--inspect' };

  it('has the keys that every program needs and its overrides, and none of the secrets of its parent', () => {
    expect(childEnvironment({ PORT: '4100' }, parent)).toEqual({ PATH: '/bin', HOME: '/home/operator', PORT: '4100' });
  });

  it('lets an override replace or remove a key', () => {
    expect(childEnvironment({ PATH: '/usr/bin', HOME: undefined }, parent)).toEqual({ PATH: '/usr/bin' });
  });
});
