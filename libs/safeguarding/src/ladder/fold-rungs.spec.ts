import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { RUNGS, type Rung } from '#libs/contracts';

import { answersTheReferral, foldRungs, type RungAt } from './fold-rungs.js';

/** Receipts one minute apart, in the order given. */
function receipts(...rungs: readonly Rung[]): RungAt[] {
  return rungs.map((rung, minute) => ({ rung, at: new Date(Date.UTC(2026, 4, 22, 17, minute)).toISOString() }));
}

describe('the highest rung of a referral at a recipient', () => {
  it.each<[string, Rung[], Rung | null, boolean]>([
    ['nothing is known', [], null, false],
    ['it is on its way', ['published'], 'published', false],
    ['the node has it and no person has opened it', ['published', 'delivered'], 'delivered', false],
    ['it could not be read', ['published', 'rejected'], 'rejected', false],
    ['it was quarantined, then replayed', ['published', 'rejected', 'delivered'], 'delivered', false],
    ['a person has opened it and the agency has not answered', ['published', 'delivered', 'opened'], 'opened', false],
    ['the agency takes it', ['published', 'delivered', 'opened', 'accepted'], 'accepted', true],
    ['the next step is decided', ['published', 'delivered', 'opened', 'accepted', 'decided'], 'decided', true],
    ['it was refused', ['published', 'delivered', 'opened', 'refused'], 'refused', false],
    ['it was redirected', ['published', 'delivered', 'opened', 'redirected'], 'redirected', false],
    ['it was refused and the referrer was given feedback', ['published', 'delivered', 'opened', 'refused', 'fed_back'], 'fed_back', false],
    ['it was accepted and the referrer was given feedback', ['delivered', 'opened', 'accepted', 'decided', 'fed_back'], 'fed_back', true],
    ['a receipt overtook the others', ['decided'], 'decided', true],
  ])('%s', (_what, rungs, highest, answered) => {
    expect(foldRungs(receipts(...rungs))).toMatchObject({ highest, answered });
  });

  it('stops no clock for a rung of a machine, a reader, or an agency that refused or redirected', () => {
    expect(RUNGS.filter((rung) => answersTheReferral(rung))).toEqual(['accepted', 'decided']);
  });

  it('keeps the time of the first reader, in any order of receipts', () => {
    const { firstAt } = foldRungs([
      { rung: 'opened', at: '2026-05-22T18:30:00+01:00' },
      { rung: 'opened', at: '2026-05-22T17:10:00Z' },
    ]);
    expect(firstAt).toEqual({ opened: '2026-05-22T17:10:00Z' });
  });

  it('adds no rung that was not stated', () => {
    expect(foldRungs(receipts('accepted')).firstAt).not.toHaveProperty('opened');
  });

  it('takes an acceptance for the present answer, also after a refusal or a redirect that was a mistake', () => {
    expect(foldRungs(receipts('opened', 'refused', 'accepted'))).toMatchObject({ highest: 'accepted', answer: 'accepted', answered: true });
    expect(foldRungs(receipts('opened', 'redirected', 'accepted')).firstAt).toHaveProperty('redirected');
  });

  it('takes a refusal for the present answer after a redirect that was declined', () => {
    expect(foldRungs(receipts('opened', 'redirected', 'refused'))).toMatchObject({ highest: 'refused', answer: 'refused', answered: false });
  });

  it('still shows a refusal after feedback', () => {
    expect(foldRungs(receipts('opened', 'refused', 'fed_back')).answer).toBe('refused');
  });

  it('gives the same result in any order and with any repetition of receipts', () => {
    fc.assert(
      fc.property(shuffledTwice(), ([one, other]) => {
        expect(foldRungs(other)).toEqual(foldRungs(one));
      }),
    );
  });

  it('can continue from an earlier result', () => {
    fc.assert(
      fc.property(fc.array(anyReceipt()), fc.array(anyReceipt()), (before, later) => {
        const kept = Object.entries(foldRungs(before).firstAt).map(([rung, at]) => ({ rung: rung as Rung, at }));
        expect(foldRungs([...later, ...kept])).toEqual(foldRungs([...before, ...later]));
      }),
    );
  });

  it('does not guess an unreadable time', () => {
    expect(() => foldRungs([{ rung: 'opened', at: 'yesterday' }])).toThrow(RangeError);
  });
});

/** Few instants, written in two ways, so that ties and repeats happen. */
function anyReceipt(): fc.Arbitrary<RungAt> {
  return fc.record({
    rung: fc.constantFrom(...RUNGS),
    at: fc.constantFrom('2026-05-22T17:00:00Z', '2026-05-22T18:00:00+01:00', '2026-05-22T17:00:01Z', '2026-05-22T17:00:02.500Z'),
  });
}

/** One set of receipts in two orders, the second with repeats. */
function shuffledTwice(): fc.Arbitrary<[RungAt[], RungAt[]]> {
  return fc.array(anyReceipt(), { minLength: 1, maxLength: 10 }).chain((all) => {
    const again = fc.array(fc.constantFrom(...all), { maxLength: 5 });
    const reordered = fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    return fc.tuple(fc.constant(all), fc.tuple(again, reordered).map(([repeats, rest]) => [...repeats, ...rest]));
  });
}
