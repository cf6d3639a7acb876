import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { RUNGS, type Rung } from '#libs/contracts';

import { answersTheReferral, foldRungs, type RungAt } from './fold-rungs.js';

/** Receipts one minute apart, in the order given. */
function receipts(...rungs: readonly Rung[]): RungAt[] {
  return rungs.map((rung, minute) => ({ rung, at: new Date(Date.UTC(2026, 4, 22, 17, minute)).toISOString() }));
}

describe('where a referral stands with a recipient', () => {
  it.each<[string, Rung[], Rung | null, boolean]>([
    ['nothing is known', [], null, false],
    ['it is on its way', ['published'], 'published', false],
    ['the node has it and nobody has looked', ['published', 'delivered'], 'delivered', false],
    ['it could not be read', ['published', 'rejected'], 'rejected', false],
    ['it was quarantined, then replayed', ['published', 'rejected', 'delivered'], 'delivered', false],
    ['somebody has read it and nobody has answered', ['published', 'delivered', 'opened'], 'opened', false],
    ['the agency takes it', ['published', 'delivered', 'opened', 'accepted'], 'accepted', true],
    ['the next step is decided', ['published', 'delivered', 'opened', 'accepted', 'decided'], 'decided', true],
    ['it was refused', ['published', 'delivered', 'opened', 'refused'], 'refused', false],
    ['it was redirected', ['published', 'delivered', 'opened', 'redirected'], 'redirected', false],
    ['it was refused and the referrer was told why', ['published', 'delivered', 'opened', 'refused', 'fed_back'], 'fed_back', false],
    ['it was taken and the referrer was told', ['delivered', 'opened', 'accepted', 'decided', 'fed_back'], 'fed_back', true],
    ['a receipt overtook the others', ['decided'], 'decided', true],
  ])('%s', (_what, rungs, stands, answered) => {
    expect(foldRungs(receipts(...rungs))).toMatchObject({ stands, answered });
  });

  it('stops no clock for what a machine did, a person read or an agency turned away', () => {
    expect(RUNGS.filter((rung) => answersTheReferral(rung))).toEqual(['accepted', 'decided']);
  });

  it('keeps the time of the first reader, whichever receipt came first', () => {
    const { firstAt } = foldRungs([
      { rung: 'opened', at: '2026-05-22T18:30:00+01:00' },
      { rung: 'opened', at: '2026-05-22T17:10:00Z' },
    ]);
    expect(firstAt).toEqual({ opened: '2026-05-22T17:10:00Z' });
  });

  it('fills no rung in that nobody stated', () => {
    expect(foldRungs(receipts('accepted')).firstAt).not.toHaveProperty('opened');
  });

  it('lets the first of two contradicting answers stand', () => {
    expect(foldRungs(receipts('opened', 'refused', 'accepted'))).toMatchObject({ stands: 'refused', answer: 'refused', answered: false });
  });

  it('still says that a refusal was a refusal after feedback', () => {
    expect(foldRungs(receipts('opened', 'refused', 'fed_back')).answer).toBe('refused');
  });

  it('comes to the same answer in whatever order and however often receipts arrive', () => {
    fc.assert(
      fc.property(shuffledTwice(), ([one, other]) => {
        expect(foldRungs(other)).toEqual(foldRungs(one));
      }),
    );
  });

  it('can be carried on from what was folded before', () => {
    fc.assert(
      fc.property(fc.array(anyReceipt()), fc.array(anyReceipt()), (before, later) => {
        const kept = Object.entries(foldRungs(before).firstAt).map(([rung, at]) => ({ rung: rung as Rung, at }));
        expect(foldRungs([...later, ...kept])).toEqual(foldRungs([...before, ...later]));
      }),
    );
  });

  it('does not guess at a time that is none', () => {
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
