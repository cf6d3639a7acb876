import { describe, expect, it } from '@jest/globals';

import { isAtLeastVersion } from './versions.js';

describe('versions', () => {
  it('are compared by numbers', () => {
    expect(isAtLeastVersion('20.20.2', '20.19')).toBe(true);
    expect(isAtLeastVersion('20.9.0', '20.19')).toBe(false);
    expect(isAtLeastVersion('22.0.0', '20.19')).toBe(true);
    expect(isAtLeastVersion('20.19', '20.19.0')).toBe(true);
  });
});
