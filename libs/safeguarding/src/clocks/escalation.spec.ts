import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { ESCALATION_CHAINS } from '../test-support/northshire.js';
import { nextEscalation, type DueEscalation, type EscalationChain, type EscalationRole, type EscalationState } from './escalation.js';

const dueAt = '2026-05-26T16:00:00.000Z';
const after = (minutes: number): Date => new Date(Date.parse(dueAt) + minutes * 60_000);

function chainOf(id: string): EscalationChain {
  const chain = ESCALATION_CHAINS.find((each) => each.id === id);
  if (chain === undefined) throw new Error(`there is no chain ${id}`);
  return chain;
}

/** All due steps, one after the other as the watch takes them. */
function walk(chain: EscalationChain, now: Date, state: Partial<EscalationState> = {}): DueEscalation[] {
  const raised: EscalationRole[] = [...(state.raised ?? [])];
  const taken: DueEscalation[] = [];
  for (;;) {
    const next = nextEscalation({ dueAt, endedAt: state.endedAt ?? null, raised }, chain, now);
    if (next === null) return taken;
    taken.push(next);
    raised.push(next.role);
  }
}

describe('a referral that the local authority did not answer in time', () => {
  const chain = chainOf('la-acknowledgement');

  it('calls no role up to the due minute', () => {
    expect(walk(chain, after(-1))).toEqual([]);
    expect(walk(chain, after(0))).toEqual([]);
  });

  it('calls at once the duty contact, the manager and the referrer, who has to follow up', () => {
    expect(walk(chain, after(1)).map(({ step, role, starts }) => [step, role, starts])).toEqual([
      [1, 'duty-contact', null], [2, 'manager', null], [3, 'referrer', 'CHASE'],
    ]);
  });

  it('reaches the partnership lead after four hours', () => {
    const called: EscalationRole[] = ['duty-contact', 'manager', 'referrer'];
    expect(walk(chain, after(239), { raised: called })).toEqual([]);
    expect(walk(chain, after(240), { raised: called })).toEqual([
      { step: 4, role: 'partnership-lead', afterMinutes: 240, starts: null, dueAt: '2026-05-26T20:00:00.000Z' },
    ]);
    expect(walk(chain, after(10_000), { raised: [...called, 'partnership-lead'] })).toEqual([]);
  });

  it('calls no role once it is answered', () => {
    const answered: Partial<EscalationState> = { raised: ['duty-contact', 'manager', 'referrer'], endedAt: after(120).toISOString() };
    expect(walk(chain, after(119), answered)).toEqual([]);
    expect(walk(chain, after(600), answered)).toEqual([]);
  });
});

describe('a watch that was down for a day', () => {
  it('takes each missed step once, in order, with the time at which it was due', () => {
    const missed = walk(chainOf('hub'), after(24 * 60));
    expect(missed.map(({ role, dueAt: stepDue }) => `${role} ${stepDue}`)).toEqual([
      'duty-contact 2026-05-26T16:00:00.000Z', 'manager 2026-05-26T17:00:00.000Z', 'partnership-lead 2026-05-27T16:00:00.000Z',
    ]);
  });

  it('reaches the same state as a watch that never stopped', () => {
    fc.assert(
      fc.property(fc.constantFrom(...ESCALATION_CHAINS), fc.array(fc.nat(9_000), { maxLength: 10 }), (chain, looks) => {
        const raised: EscalationRole[] = [];
        const often = [...looks, 9_000].toSorted((one, other) => one - other).flatMap((minutes) => {
          const steps = walk(chain, after(minutes), { raised });
          raised.push(...steps.map(({ role }) => role));
          return steps;
        });
        expect(often).toEqual(walk(chain, after(9_000)));
        expect(new Set(raised).size).toBe(raised.length);
      }),
    );
  });
});
