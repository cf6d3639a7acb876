import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ProblemException } from '../problems/problem-exception.js';
import { parseJsonBody } from './json-body.js';

function outcomeOf(body: Buffer): { readonly value: unknown } | string {
  try {
    return { value: parseJsonBody(body) };
  } catch (error) {
    if (!(error instanceof ProblemException)) throw error;
    return error.code;
  }
}

describe('a JSON body', () => {
  it('is read as JSON.parse reads it, brackets and quotes in texts included', () => {
    const nested = { narrative: '"[[[[{{{{\\', list: [[[[1]]]], empty: {}, escaped: '\t"\\' };
    expect(parseJsonBody(Buffer.from(JSON.stringify(nested)))).toEqual(nested);
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5, stringUnit: 'grapheme' }), (value) => {
        const text = JSON.stringify(value);
        const outcome = outcomeOf(Buffer.from(text));
        if (typeof outcome === 'string') expect(text).toMatch(/\\u|__proto__|"constructor"/);
        else expect(outcome.value).toEqual(JSON.parse(text));
      }),
    );
  });

  it('of any bytes is a value or a problem, and no other error', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void outcomeOf(Buffer.from(bytes))));
  });

  it('holds no half of a surrogate pair and no NUL, wherever they hide', () => {
    const hidden = fc.constantFrom(String.raw`\u0000`, String.raw`\ud800`, String.raw`\udc00`, String.raw`\uDFFF x`);
    fc.assert(
      fc.property(hidden, fc.constantFrom('{"a":["?"]}', '{"?":1}', '["?"]', '"?"', '{"a":{"b":"?"}}'), (escape, shape) => {
        expect(outcomeOf(Buffer.from(shape.replace('?', escape)))).toBe('GEN-001');
      }),
    );
    expect(parseJsonBody(Buffer.from(String.raw`{"name":"\ud83d\ude00 \u00e9"}`))).toEqual({ name: '😀 é' });
  });

  it.each([[64, true], [65, false], [100_000, false]])('may be %i levels deep: %s', (depth, allowed) => {
    expect(outcomeOf(Buffer.from('['.repeat(depth) + ']'.repeat(depth)))).toEqual(allowed ? expect.anything() : 'GEN-002');
  });

  it.each([
    ['{"a":1,"a":1}', '/a'],
    ['{"risk":{"grade":"green","gradedAt":"x","grade":"red"}}', '/risk/grade'],
    ['{"children":[{"name":{"given":"A"}},{"name":{"given":"A","given":"B"}}]}', '/children/1/name/given'],
    [String.raw`{"a":{"b":":,{\\\""},"\u0061":2}`, '/a'],
    ['[[],[{"x":[],"y":{},"x":[]}]]', '/1/0/x'],
    ['{"Amelia Example":1,"Amelia Example":2}', '/-'],
  ])('names no member twice: %s', (text, pointer) => {
    let problem: unknown;
    try {
      parseJsonBody(Buffer.from(text));
    } catch (error) {
      problem = error;
    }
    expect(problem).toMatchObject({ code: 'GEN-018', status: 400, errors: [{ pointer, code: 'repeated' }] });
    expect(JSON.stringify(problem)).not.toContain('Amelia');
  });

  it('with one member repeated anywhere is refused, and without is read', () => {
    const value = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 });
    fc.assert(
      fc.property(value, fc.nat(), fc.jsonValue(), (object, place, other) => {
        const text = JSON.stringify(object);
        const names = Object.keys(object);
        const name = names[place % names.length] ?? '';
        const twice = `${text.slice(0, -1)},${JSON.stringify(name)}:${JSON.stringify(other)}}`;
        expect(outcomeOf(Buffer.from(twice))).toBe('GEN-018');
        expect(outcomeOf(Buffer.from(text))).not.toBe('GEN-018');
      }),
    );
  });

  it('does not pollute anything', () => {
    for (const body of ['{"__proto__":{"admin":true}}', '{"a":{"__proto__":null}}', '{"constructor":{"prototype":{"admin":true}}}']) {
      expect(outcomeOf(Buffer.from(body))).toBe('GEN-001');
    }
    expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
    expect(parseJsonBody(Buffer.from('{"constructor":"a builder"}'))).toEqual({ constructor: 'a builder' });
  });
});
