import { describe, expect, it } from '@jest/globals';

import { caseKey } from './case-key.js';

const SECRET = 'a secret of thirty-two characters';

describe('the case key', () => {
  it('is the same for every referral of a case, so that they keep their order', () => {
    expect(caseKey(SECRET, 'northshire-police', 'NP-1')).toBe(caseKey(SECRET, 'northshire-police', 'NP-1'));
  });

  it.each(['np-2026-4417', ' NP-2026-4417 ', 'NP-2026-4417\u00A0'])('is the same for %j as for NP-2026-4417', (written) => {
    expect(caseKey(SECRET, 'northshire-police', written)).toBe(caseKey(SECRET, 'northshire-police', 'NP-2026-4417'));
  });

  it('tells cases, forces and exchanges apart', () => {
    const keys = [
      caseKey(SECRET, 'northshire-police', 'NP-1'),
      caseKey(SECRET, 'northshire-police', 'NP-2'),
      caseKey(SECRET, 'northshire-police', 'NP -1'),
      caseKey(SECRET, 'northmoor-police', 'NP-1'),
      caseKey(`${SECRET}!`, 'northshire-police', 'NP-1'),
    ];
    expect(new Set(keys).size).toBe(5);
  });

  it('shows nothing of the case reference, and does not change from version to version', () => {
    expect(caseKey(SECRET, 'northshire-police', 'NP-2026-004417')).toMatch(/^[0-9a-f]{32}$/);
    expect(caseKey(SECRET, 'northshire-police', 'NP-2026-004417')).toMatchInlineSnapshot(`"bb26b8a0e5d4a2a473b90b90bfae5622"`);
  });
});
