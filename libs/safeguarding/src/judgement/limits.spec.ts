import { describe, expect, it } from '@jest/globals';

import { referral, correction, delivered, opened, accepted, stated, briefly } from '../test-support/stated.js';
import { MAX_STATEMENTS } from './limits.js';

describe('a flood of statements', () => {
  it('is not judged: after a thousand statements of persons the next ones are refused, and the first keep their verdicts', () => {
    const flood = Array.from({ length: MAX_STATEMENTS.ofPersons + 1 }, (_, index) => stated(index + 1, opened, 10, { statementId: `flood-${index}` }));
    const verdicts = briefly([referral], ...flood);
    expect([verdicts[0], verdicts.at(-2), verdicts.at(-1)]).toEqual(['taken, delivery-missing', 'repeat, delivery-missing', 'too-many']);
  });

  it('of a machine pushes out neither what it states about another message nor the answer of a person', () => {
    const loop = Array.from({ length: 2 * MAX_STATEMENTS.ofMachines }, (_, index) => stated(index + 1, delivered, 10));
    const after = [
      stated(1_001, { kind: 'update', updateId: 'correction-1', rung: 'delivered' }, 40, { messageId: correction.messageId, envelopeDigest: correction.envelopeDigest }),
      stated(1_002, opened, 41), stated(1_003, accepted, 42),
    ];
    const verdicts = briefly([referral, correction], ...loop, ...after);
    expect(verdicts.slice(0, loop.length).filter((verdict) => verdict !== 'too-many')).toHaveLength(MAX_STATEMENTS.ofMachinesAboutOneMessage);
    expect(verdicts.slice(-3)).toEqual(['taken', 'taken', 'taken']);
    const invented = loop.map((statement, index) => ({ ...statement, messageId: `invented-${index}` }));
    expect(briefly([referral, correction], ...invented, ...after).slice(-3)).toEqual(['too-many', 'taken, delivery-missing', 'taken']);
  });
});
