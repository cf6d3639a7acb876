import { describe, expect, it } from '@jest/globals';

import { caseKey } from './case-key.js';

const SECRET = 'a secret of thirty-two characters';

describe('the case key', () => {
  it('is the same for every referral of a case, so that they keep their order', () => {
    expect(caseKey(SECRET, 'northshire-police', 'NP-1')).toBe(caseKey(SECRET, 'northshire-police', 'NP-1'));
  });

  it('tells cases, forces and exchanges apart', () => {
    const keys = [
      caseKey(SECRET, 'northshire-police', 'NP-1'),
      caseKey(SECRET, 'northshire-police', 'NP-2'),
      caseKey(SECRET, 'northmoor-police', 'NP-1'),
      caseKey(`${SECRET}!`, 'northshire-police', 'NP-1'),
    ];
    expect(new Set(keys).size).toBe(4);
  });

  it('shows nothing of the case reference, and does not change from version to version', () => {
    expect(caseKey(SECRET, 'northshire-police', 'NP-2026-004417')).toMatch(/^[0-9a-f]{32}$/);
    expect(caseKey(SECRET, 'northshire-police', 'NP-2026-004417')).toMatchInlineSnapshot(`"589133f3f1746d21b659c1c877427e63"`);
  });
});
