import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { comparisonForm } from './comparison-form.js';

const same = (one: string, other: string): boolean => comparisonForm(one) === comparisonForm(other);

describe('references and names', () => {
  it.each([
    ['INC-2026-90001', 'INC-2026-90001 ', 'a space at the end, as one system exports it'],
    ['INC-2026-90001', '\u00A0inc-2026-90001\n', 'small letters, and a no-break space from a document'],
    ['Log 412 of 22 May', 'LOG  412\tof 22 May', 'two spaces, and a tab'],
    ['Ren\u00E9e-7', 'Rene\u0301e-7', 'an accent as a character of its own'],
    ['Weiß', 'WEISS', 'a letter with two capitals'],
    ['WEIẞ', 'Weiss', 'the same letter as one capital'],
    ['ΝΙΚΟΣ', 'νικος', 'a letter with another form at the end of a word'],
    ['\u212B-1', '\u00C5-1', 'a sign that is the same letter'],
    ['INC-2026-90001', '\uFEFFINC-2026\u200B-90001\u200E', 'a byte order mark, a zero-width space, and a mark of direction from a web page'],
    ['INC-2026-90001', 'INC\u00AD-2026-90001 \u2060', 'a soft hyphen, and a word joiner after a space'],
  ])('%j and %j match: %s', (one, other) => {
    expect(same(one, other)).toBe(true);
  });

  it.each([
    ['INC-2026-90001', 'INC-2026-90010'], ['INC 1', 'INC1'], ['INC-1', 'INC_1'], ['Jose-1', 'José-1'], ['O-1', '0-1'], ['①-1', '1-1'],
  ])('%j and %j do not', (one, other) => {
    expect(same(one, other)).toBe(false);
  });

  it('have one form, whichever of their writings it is made from', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(comparisonForm(comparisonForm(text))).toBe(comparisonForm(text));
      expect(same(text, ` ${text.normalize('NFD')}\u2003`)).toBe(true);
    }));
  });
});
