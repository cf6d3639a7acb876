import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { EVENT_CONTRACTS } from '../events/contracts.js';
import * as events from '../events/index.js';
import { DOMESTIC_ABUSE_REFERRAL, MISSING_CHILD_REFERRAL } from '../http/examples.js';
import * as http from '../http/index.js';
import { SubmitReferralRequest } from '../http/submit-referral.js';
import { compileContract } from './contract.js';
import { type Constructor, fieldsOf, innerClass, isDeclaredEmpty, type JsonSchema } from './fields.js';
import { validateWithClassValidator } from './reference.js';
import { BIRTH_DATE, CALENDAR_DATE, INSTANT, LINE, PROSE, SLUG, UUID } from './text-rules.js';

/** Must never appear in a problem: it represents a text that a person typed into the wrong field. */
const SECRET = 'Zebra Canary';

const ODD_VALUES: readonly unknown[] = [
  null, true, 0, -1, 1, 1.5, 17, 18, 21, 1e21, [], {}, [[]], [{}], [null], SECRET, { [SECRET]: SECRET },
  '', ' ', '\u200B', '\u0000', 'a\u0000b', '\uD800', 'x\uDC00y', 'two\nlines', 'a\u2028b', 'tab\there', '😀'.repeat(64),
  'x'.repeat(101), '2024-02-29', '2026-02-29', '2026-02-30', '2026-04-31', '2026-13-01', '2026-13', '1899', '2026-', '0000-01-01', '1900-02-29', '2026-2-3',
  '2026-05-22T18:00:00+01:00', '2026-05-22T18:00:00', '2026-02-30T10:00:00Z', '2026-05-22 18:00:00Z', '2026-05-22t18:00:00z', '2016-12-31T23:59:60Z',
  '2026-05-22T24:00:00Z', '2026-05-22T18:00:00+24:00', '2026-05-22T18:00:00.1234567891Z', '2026-05-22T18:00:00Z\n',
  '019E5C3A-7D10-7C4E-9A51-5F3F6F5B0A01', 'urn:uuid:019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01', '019e5c3a-7d10-7c4e-9a51-5f3f6f5b0a01',
  'northshire-csc', 'Northshire-CSC', 'a--b', 'a-', '-a', 'northshire-csc\n', 'W3', 'w3', '__proto__', 'red', 'RED', 'missing', '007',
  '9'.repeat(20),
];
const EXTRA_NAMES = ['extra', SECRET, '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'then', 'length', '', 'a/b~c'];

const TEXTS = new Map<string, fc.Arbitrary<unknown>>([
  [LINE.pattern, fc.constantFrom('x', 'Amara', 'O’Neil-Ó Dálaigh', 'نور', '👩‍👧', ' spaced ')],
  [PROSE.pattern, fc.constantFrom('Two\nlines.', '\tindented\r\n', 'x')],
  [SLUG.pattern, fc.constantFrom('a', 'northshire-csc', '7-days', 'x'.repeat(64))],
  [UUID.pattern, fc.uuid({ version: 7 })],
  [BIRTH_DATE.pattern, fc.constantFrom('2012-02-29', '2012-02', '2012')],
  [CALENDAR_DATE.pattern, fc.constantFrom('2012-02-29', '2026-05-22', '1999-12-31')],
  [INSTANT.pattern, fc.constantFrom('2026-05-22T18:00:00+01:00', '2026-05-22T17:00:00.000Z', '2024-02-29T23:59:59.123456789-05:30')],
]);

/** Bodies that obey a schema, except for its conditions: chance decides which fields go together. */
function bodies(schema: JsonSchema, root: JsonSchema): fc.Arbitrary<unknown> {
  const ref = schema['$ref'];
  if (typeof ref === 'string') return bodies(member(member(root, '$defs'), ref.slice('#/$defs/'.length)), root);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...(schema['enum'] as readonly unknown[]));
  if (schema['type'] === 'boolean') return fc.boolean();
  if (Array.isArray(schema['anyOf'])) return fc.oneof(...(schema['anyOf'] as readonly JsonSchema[]).map((each) => bodies(each, root)));
  if (schema['type'] === 'integer') return fc.integer({ min: Number(schema['minimum']), max: Number(schema['maximum']) });
  if (schema['type'] === 'number') return fc.double({ min: Number(schema['minimum']), max: Number(schema['maximum']), noNaN: true });
  if (schema['type'] === 'array') {
    const items = bodies(member(schema, 'items'), root);
    const limits = { minLength: Number(schema['minItems']), maxLength: Math.min(Number(schema['maxItems']), 2) };
    return schema['uniqueItems'] === true
      ? fc.uniqueArray(items, { ...limits, selector: (item) => JSON.stringify(item) })
      : fc.array(items, limits);
  }
  if (schema['type'] === 'object') {
    const fields = Object.entries(member(schema, 'properties')) as [string, JsonSchema][];
    const properties = fields.map(([name, field]) => [name, bodies(field, root)] as const);
    return fc.record(Object.fromEntries(properties), { requiredKeys: (schema['required'] ?? []) as string[], noNullPrototype: true });
  }
  const pattern = schema['pattern'] as string;
  return TEXTS.get(pattern) ?? fc.stringMatching(new RegExp(pattern));
}

function member(schema: JsonSchema, name: string): JsonSchema {
  return schema[name] as JsonSchema;
}

type Container = Record<string, unknown> | unknown[];
type Mutation = { readonly where: number; readonly how: number; readonly value: unknown; readonly name: string };

const mutations = fc.array(
  fc.record({ where: fc.nat(), how: fc.nat({ max: 6 }), value: fc.constantFrom(...ODD_VALUES), name: fc.constantFrom(...EXTRA_NAMES) }),
  { maxLength: 2 },
);

/** One change at one position, chosen among all positions of the body. */
function mutate(body: unknown, { where, how, value: odd, name }: Mutation): unknown {
  // A copy, because the next change may alter this value, which other bodies share.
  const value: unknown = structuredClone(odd);
  const places: { owner: Container; key: string }[] = [];
  const visit = (owner: unknown): void => {
    if (typeof owner !== 'object' || owner === null) return;
    for (const key of Object.keys(owner)) {
      places.push({ owner: owner as Container, key });
      visit((owner as Record<string, unknown>)[key]);
    }
  };
  const holder = { body };
  visit(holder);
  const place = places[where % places.length];
  if (place === undefined) return body;
  const owner = place.owner as Record<string, unknown>;
  const old = owner[place.key];
  const define = (target: object, key: string): void =>
    void Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  if (how === 0) owner[place.key] = value;
  else if (how === 1 && place.owner !== holder) delete owner[place.key];
  else if (how === 2 && !Array.isArray(owner)) define(owner, name);
  else if (how === 3) owner[place.key] = [old];
  else if (how === 4) owner[place.key] = Array.isArray(old) ? old[0] : { 0: old };
  else if (how === 5 && Array.isArray(old)) old.push(structuredClone(old[0] as unknown));
  else if (how === 6) owner[place.key] = Array.isArray(old) ? Array.from({ length: 21 }, (_, index) => old[index] ?? old[0]) : null;
  return holder.body;
}

/** Valid bodies to start from, beside random ones, because conditions between fields are rarely met by chance. */
const EXAMPLES = new Map<Constructor, readonly unknown[]>([
  [SubmitReferralRequest, [DOMESTIC_ABUSE_REFERRAL, MISSING_CHILD_REFERRAL]],
  ...EVENT_CONTRACTS.map((contract) => [contract.class, Object.values(contract.examples)] as const),
]);

/** Every contract class that the library exports, except parts of other classes. A new class is included automatically. */
const EXPORTED: readonly unknown[] = [...Object.values(http), ...Object.values(events)];
const ALL_CLASSES = EXPORTED.filter((each) => isContractClass(each));
const PARTS = new Set(ALL_CLASSES.flatMap((type) => [...fieldsOf(type).values()].map(({ shape }) => innerClass(shape))));
const CONTRACTS = ALL_CLASSES.filter((type) => !PARTS.has(type)).map((type) => [type.name, type] as const);

function isContractClass(value: unknown): value is Constructor {
  return typeof value === 'function' && (fieldsOf(value).size > 0 || isDeclaredEmpty(value));
}

describe('a contract class and the JSON Schema made from it', () => {
  it('are compared for the whole library', () => {
    const names = CONTRACTS.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(['SubmitReferralRequest', 'AcceptanceRequest', 'ReferralStatus', 'ReferralAcknowledged']));
    expect(names.length).toBeGreaterThanOrEqual(15);
  });

  it.each(CONTRACTS)('accept and refuse the same bodies: %s', (_name, type) => {
    const validator = compileContract(type);
    const valid = bodies(validator.schema, validator.schema);
    const examples = EXAMPLES.get(type) ?? [];
    const seeds = examples.length > 0 ? fc.oneof(valid, fc.constantFrom(...examples)) : valid;
    const seen = { accepted: 0, refused: 0 };
    fc.assert(
      fc.property(seeds, mutations, (seed, changes) => {
        const body = JSON.parse(JSON.stringify(changes.reduce(mutate, structuredClone(seed)) ?? null)) as unknown;
        const outcome = validator.validate(body);
        expect(outcome.ok).toBe(validateWithClassValidator(type, body));
        seen[outcome.ok ? 'accepted' : 'refused'] += 1;
        if (outcome.ok) return;
        expect(outcome.error.length).toBeGreaterThan(0);
        expect(outcome.error.length).toBeLessThanOrEqual(20);
        expect(JSON.stringify(outcome.error)).not.toContain(SECRET);
      }),
      { numRuns: 700 },
    );
    // The property would also hold if everything were refused.
    expect(seen.accepted).toBeGreaterThan(60);
    expect(seen.refused).toBeGreaterThan(60);
  });
});
