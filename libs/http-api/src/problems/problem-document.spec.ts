import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { compileContract, ProblemDocument, PROBLEMS, type ProblemCode } from '#libs/contracts';
import { newId } from '#libs/kernel';

import { problemDocument } from './problem-document.js';
import { ProblemException } from './problem-exception.js';
import { unknownName } from './unknown-name.js';

const contract = compileContract(ProblemDocument);
const CODES = Object.keys(PROBLEMS) as ProblemCode[];

describe('the document of a problem fits the schema that its OpenAPI document shows', () => {
  it.each(CODES)('%s, with its own explanation', (code) => {
    const document = problemDocument(new ProblemException(code), newId());
    expect(contract.validate(document)).toEqual({ ok: true, value: document });
    expect(document.detail).toBe(`${PROBLEMS[code].explanation} ${PROBLEMS[code].remedy}`);
  });

  it('with any detail and any faults', () => {
    const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 1_500 }), fc.constantFrom('', ' ', 'two\nlines\tand a tab', 'x'.repeat(3_000), '\u200B', '👩‍👧'.repeat(400), '\uD800'));
    const error = fc.record({ pointer: fc.oneof(text, fc.constantFrom('', '/a', 'a', '/a/0')), code: fc.oneof(text, fc.constantFrom('ice-cream', 'camelCase')), message: text });
    fc.assert(
      fc.property(fc.constantFrom(...CODES), text, fc.array(error, { maxLength: 120 }), (code, detail, errors) => {
        const document = problemDocument(new ProblemException(code, { detail, errors }), newId());
        expect(contract.validate(document).ok ? [] : [document, contract.validate(document)]).toEqual([]);
      }),
    );
  });

  it('names as many known names as its message holds, and says how many more there are', () => {
    const names = Array.from({ length: 300 }, (_, index) => `school-of-a-long-name-${index}`);
    const { message } = unknownName('agency', names);
    expect(message).toMatch(/^The exchange does not know this name\. Use one of: school-of-a-long-name-0, .*, and \d+ more\.$/);
    const document = problemDocument(new ProblemException('GEN-011', { errors: [unknownName('agency', names)] }), newId());
    expect(document.errors?.[0]?.message).toBe(message);
    expect(contract.validate(document).ok).toBe(true);
  });
});
