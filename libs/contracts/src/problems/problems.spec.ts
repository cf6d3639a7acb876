import { describe, expect, it } from '@jest/globals';

import { PROBLEMS, problemType } from './problems.js';

describe('the problem registry', () => {
  it('explains every problem and its remedy', () => {
    for (const [key, problem] of Object.entries(PROBLEMS)) {
      expect(problem.code).toBe(key);
      expect(problem.status).toBeGreaterThanOrEqual(400);
      expect(problem.status).toBeLessThanOrEqual(599);
      expect(problem.title).not.toMatch(/\.$/);
      expect(problem.explanation).toMatch(/\.$/);
      expect(problem.remedy).toMatch(/\.$/);
    }
  });

  it('keeps the codes that programs act on', () => {
    const codes = Object.entries(PROBLEMS).map(([code, { status }]) => `${code} ${status}`);
    expect(codes).toEqual(expect.arrayContaining([
      'GEN-001 422', 'GEN-002 400', 'GEN-003 404', 'GEN-004 415', 'GEN-005 413', 'GEN-006 404', 'GEN-007 401', 'GEN-008 403', 'GEN-009 500',
      'GEN-010 503', 'GEN-011 400', 'GEN-012 400', 'GEN-017 400', 'REF-001 400', 'REF-002 409', 'REF-003 422', 'REF-004 404', 'REF-005 503', 'REF-006 422',
      'REF-007 422', 'REF-008 403', 'ACK-001 404', 'ACK-002 409', 'ACK-003 422', 'ACK-004 409', 'ACK-005 404', 'ACK-006 422', 'AUD-001 400',
      'AUD-002 404', 'IDN-001 401', 'IDN-002 401', 'IDN-003 401', 'IDN-004 401', 'IDN-005 401', 'IDN-006 401', 'IDN-007 401',
      'IDN-008 401', 'IDN-009 401', 'IDN-010 403', 'IDN-011 503', 'IDN-012 403', 'IDN-013 403', 'AUD-005 404', 'AUD-006 400', 'AUD-007 400', 'AUD-008 403', 'AUD-009 404', 'AUD-010 403', 'AUD-011 404',
    ]));
    expect(problemType('REF-001')).toBe('/problems/REF-001');
  });
});
