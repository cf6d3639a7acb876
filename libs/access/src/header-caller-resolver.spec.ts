import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { HeaderCallerResolver } from './header-caller-resolver.js';

const resolver = new HeaderCallerResolver();

describe('the caller by headers', () => {
  it('is a system of an organisation, or a named person in it', () => {
    expect(resolver.resolve({ 'exchange-organisation': 'northshire-police' })).toEqual({
      ok: true,
      value: { organisation: 'northshire-police' },
    });
    expect(resolver.resolve({ 'exchange-organisation': 'northshire-csc', 'exchange-person': 'sw-0142' })).toEqual({
      ok: true,
      value: { organisation: 'northshire-csc', person: 'sw-0142' },
    });
  });

  it.each([
    [{}],
    [{ 'exchange-organisation': '' }],
    [{ 'exchange-organisation': 'Northshire Police' }],
    [{ 'exchange-organisation': 'northshire-police, northshire-csc' }],
    [{ 'exchange-organisation': ['northshire-police', 'northshire-csc'] }],
    [{ 'exchange-organisation': '../northshire' }],
    [{ 'exchange-organisation': 'n'.repeat(65) }],
    [{ 'exchange-person': 'sw-0142' }],
  ])('is unknown without a well-formed organisation: %j', (headers) => {
    expect(resolver.resolve(headers)).toEqual({ ok: false, error: 'GEN-007' });
  });

  it.each(['Sam Whitlock', 'sam@northshire.example', '-sw', 'sw-0142, sw-0143', 's'.repeat(65), 'sw\u00000142'])(
    'refuses a name as a staff reference: %j',
    (person) => {
      expect(resolver.resolve({ 'exchange-organisation': 'northshire-csc', 'exchange-person': person })).toEqual({
        ok: false,
        error: 'GEN-008',
      });
    },
  );

  it('never throws, and never accepts a space', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (organisation, person) => {
        const caller = resolver.resolve({ 'exchange-organisation': organisation, 'exchange-person': person });
        expect(caller.ok && /\s/.test(JSON.stringify(caller.value))).toBe(false);
      }),
    );
  });
});
