import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { SLUG_PATTERN } from '#libs/kernel';

import { MEASURES, measureOf } from './data/measures.js';

describe('the measures', () => {
  it('have distinct ids, and each states its numerator, its denominator and its limits', () => {
    expect(new Set(MEASURES.map(({ id }) => id)).size).toBe(MEASURES.length);
    for (const { id, sentence, numerator, denominator, rule, doesNotShow, dimensions } of MEASURES) {
      expect(id).toMatch(SLUG_PATTERN);
      expect([sentence, rule, doesNotShow].filter((text) => !/^[A-Z].*\.$/s.test(text.trim()))).toEqual([]);
      expect([numerator, denominator].filter((text) => text === '')).toEqual([]);
      expect(dimensions).toContain('force');
    }
  });

  it('are all explained to safeguarding leads', () => {
    const page = readFileSync(join(process.cwd(), 'docs/measures.md'), 'utf8');
    expect(MEASURES.map(({ id }) => id).filter((id) => !page.includes(`\`${id}\``))).toEqual([]);
  });

  it('are by month if they have a period, so that an action plan can follow them', () => {
    expect(MEASURES.filter(({ isOfNow, dimensions }) => isOfNow === dimensions.includes('month'))).toEqual([]);
    expect([measureOf('overdue-now')?.isOfNow, measureOf('no-such-measure')]).toEqual([true, undefined]);
  });
});
