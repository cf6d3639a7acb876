import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { portabilityProblem } from './portable-pattern.js';
import { SCHEMA_FOLDER } from './schema-files.js';

/** The schemas of the events, the OpenAPI documents and the AsyncAPI document. */
const PUBLISHED = [...filesIn(SCHEMA_FOLDER, 'schema.json'), ...filesIn('docs/api', '.json')];

function filesIn(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith(ending)).map((file) => join(folder, file));
}

/** Every `pattern` of a document, at any depth. */
function patternsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]: [string, unknown]) =>
    key === 'pattern' && typeof member === 'string' ? [member] : patternsOf(member),
  );
}

describe('a published pattern', () => {
  it('is looked for in the schemas of all events and in the documents of all interfaces', () => {
    expect(PUBLISHED.length).toBeGreaterThanOrEqual(34);
    expect(PUBLISHED.flatMap((file) => patternsOf(JSON.parse(readFileSync(file, 'utf8')))).length).toBeGreaterThan(500);
  });

  it.each(PUBLISHED)('compiles for a partner who checks bodies in Python, Go or Java: %s', (file) => {
    const patterns = new Set(patternsOf(JSON.parse(readFileSync(file, 'utf8'))));
    const problems = [...patterns].map((pattern) => [pattern, portabilityProblem(pattern)]).filter(([, problem]) => problem !== undefined);
    expect(problems).toEqual([]);
  });
});

describe('the portable subset', () => {
  it.each([
    String.raw`^[ \xA0]*[^\x00-\x20\x7F-\xA0][^\x00-\x1F\x7F-\x9F]*$`, '^(?:0|[1-9][0-9]{0,18})$', '^(?:/(?:[A-Za-z]{1,40}|[0-9]{1,2})){1,8}$',
    String.raw`^[0-9]{4}(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:[0-9]{2})$`, '^[0-9]{1000}$', '^$',
  ])('has %s', (pattern) => {
    expect(portabilityProblem(pattern)).toBeUndefined();
  });

  it.each([
    ['a property of Unicode', String.raw`^\p{L}+$`], ['a negated one in a class', String.raw`^[^\P{L}]+$`], ['a look-ahead', '^(?=a)b$'],
    ['a look-behind', '^a(?<!b)c$'], ['a named group', '^(?<year>[0-9]{4})$'], ['a capturing group', '^(a)b$'],
    ['a back-reference', String.raw`^(?:a)\1$`], ['a digit of any script', String.raw`^\d$`], ['a word character', String.raw`^[\w]$`],
    ['an escape that Go lacks', String.raw`^\u0041$`], ['an escape that Python lacks', String.raw`^\u{41}$`], ['a letter beyond ASCII', '^é$'],
    ['any character', '^.$'], ['a lazy quantifier', '^a*?b$'], ['a possessive one', '^a*+b$'], ['nothing to repeat', '^(?:|*)$'],
    ['no begin', 'a$'], ['no end', '^a'], ['half an anchor', '^a|b$'], ['an anchor inside', '^a$b$'], ['an intersection', '^[a-z&&[^b]]$'],
    ['a subtraction', '^[a-z--b]$'], ['a class in a class', '^[[:alpha:]]$'], ['an open group', '^(?:a$'], ['an end without begin', '^a)$'],
    ['more repetitions than Go counts', '^(?:[a-z]{1,64}-){0,16}$'], ['a bare brace', '^a{b$'],
  ])('has not %s', (_name, pattern) => {
    expect(portabilityProblem(pattern)).toEqual(expect.any(String));
  });
});
