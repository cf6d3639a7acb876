import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import {
  HUB, SENT, referral, correction, secondHop, delivered, rejected, opened, openedByColleague, accepted, acceptedByColleague, refused, redirected, redirectedElsewhere,
  decided, fedBack, discussion, judgeStatements, at, stated, brief, briefly,
} from '../test-support/stated.js';
import type { Statement, StatementVerdict } from './statement.js';

/** The verdict on an acceptance that followed a reading ten minutes after the copy. */
function verdictOn(claimedAt: string, storedAt: string): StatementVerdict | undefined {
  return judgeStatements([referral], [stated(1, delivered), stated(2, opened, 10), stated(3, accepted, 60, { claimedAt, storedAt })])[2];
}

/** The verdict on work of this time, which the agency states half an hour after the copy. */
function verdictOnWork(workAt: string): StatementVerdict | undefined {
  return judgeStatements([referral], [stated(1, opened), stated(2, accepted), stated(3, { kind: 'work', at: workAt }, 30)])[2];
}

/** A receipt of a change. */
function update(offset: number, rung: 'delivered' | 'acknowledged', updateId = 'correction-1', of = correction): Statement {
  return stated(offset, { kind: 'update', updateId, rung }, offset, { messageId: of.messageId, envelopeDigest: of.envelopeDigest });
}

describe('the verdict on a statement of an agency', () => {
  it('takes the ladder as an honest node climbs it', () => {
    expect(briefly([referral], stated(1, delivered), stated(2, opened), stated(3, accepted), stated(21, discussion), stated(22, decided), stated(23, fedBack)))
      .toEqual(['taken', 'taken', 'taken', 'taken', 'taken', 'taken']);
  });

  it.each<[string, Partial<Statement>, string]>([
    ['speaks for another agency', { agency: 'hilltop-school' }, 'wrong-agency'],
    ['names a message that was never sent to it', { messageId: 'invented' }, 'waiting for copy'],
    ['invents the digest of the copy', { envelopeDigest: 'invented' }, 'other-content'],
    ['names no digest', { envelopeDigest: undefined as never }, 'other-content'],
    ['has the digest of another copy', { envelopeDigest: correction.envelopeDigest }, 'other-content'],
    ['names another hop', { hop: 3 }, 'other-hop'],
    ['came through another partition', { place: { partition: 0, offset: '3', entry: 0 } }, 'wrong-partition'],
  ])('counts no acceptance that %s', (_forgery, forged, expected) => {
    const acceptance = stated(3, accepted, 3, forged);
    expect(briefly([referral, correction], stated(1, delivered), stated(2, opened), acceptance)[2]).toBe(expected);
    expect(briefly([referral, correction], stated(1, delivered), stated(2, opened), stated(3, accepted))[2]).toBe('taken');
  });

  it('lets an acceptance wait for the reading that it skips, and counts it from its own time once the reading comes', () => {
    expect(briefly([referral], stated(1, delivered), stated(2, accepted))).toEqual(['taken', 'waiting for opened']);
    const [, acceptance, reading] = judgeStatements([referral], [stated(1, delivered), stated(2, accepted), stated(40, opened, 40, { claimedAt: at(1) })]);
    expect(acceptance).toMatchObject({ verdict: 'taken', effect: 'new', countsAt: at(2) });
    expect(reading).toMatchObject({ verdict: 'taken', countsAt: at(1) });
  });

  it('takes a whole ladder that came upside down, once its lowest rung is there', () => {
    const upsideDown = [stated(1, fedBack), stated(2, decided), stated(3, discussion, 25), stated(4, accepted)];
    expect(briefly([referral], ...upsideDown)).toEqual(['waiting for answer', 'waiting for accepted', 'waiting for opened', 'waiting for opened']);
    expect(briefly([referral], ...upsideDown, stated(5, opened)).every((each) => each.startsWith('taken'))).toBe(true);
  });

  it('marks a reading of a copy whose delivery was not stated, because the digest proves the delivery', () => {
    expect(briefly([referral], stated(1, opened), stated(2, delivered))).toEqual(['taken, delivery-missing', 'taken']);
  });

  it('takes an acceptance after a refusal or a redirect, and what builds on it', () => {
    for (const mistake of [refused, redirected]) {
      expect(briefly([referral], stated(1, opened), stated(2, mistake), stated(3, accepted), stated(4, decided), stated(21, discussion), stated(22, fedBack)))
        .toEqual(['taken, delivery-missing', 'taken', 'taken', 'taken', 'taken', 'taken']);
    }
  });

  it('lets a decision after a refusal wait for the acceptance, which may be on its way', () => {
    expect(briefly([referral], stated(1, opened), stated(2, refused), stated(3, decided), stated(21, discussion)))
      .toEqual(['taken, delivery-missing', 'taken', 'waiting for accepted', 'waiting for accepted']);
    expect(briefly([referral], stated(1, opened), stated(2, refused), stated(3, decided), stated(4, accepted)).at(2)).toBe('taken');
  });

  it('refuses what contradicts the answer', () => {
    expect(briefly([referral], stated(1, opened), stated(2, accepted), stated(3, refused), stated(4, redirected))).toEqual(
      ['taken, delivery-missing', 'taken', 'answered-otherwise', 'answered-otherwise']);
    expect(briefly([referral], stated(1, opened), stated(2, redirected), stated(3, refused))).toEqual(['taken, delivery-missing', 'taken', 'answered-otherwise']);
  });

  it('lets an agency answer again after the exchange has declined its redirect, whichever answer it gives', () => {
    const answers = [stated(1, opened), stated(2, redirected), stated(3, redirectedElsewhere), stated(4, refused), stated(5, accepted)];
    const again = (...declined: string[]) => judgeStatements([referral], answers, declined).map((verdict) => brief(verdict)).slice(1);
    expect(again()).toEqual(['taken', 'answered-otherwise', 'answered-otherwise', 'taken']);
    expect(again('statement-2')).toEqual(['taken', 'taken', 'answered-otherwise', 'taken']);
    expect(again('statement-2', 'statement-3')).toEqual(['taken', 'taken', 'taken', 'taken']);
    expect(again('statement-3')).toEqual(['taken', 'answered-otherwise', 'answered-otherwise', 'taken']);
  });

  it('takes the repeat of a colleague as a repeat, so that the first answer stays on record', () => {
    expect(briefly([referral], stated(1, opened), stated(2, accepted), stated(3, acceptedByColleague))).toEqual(['taken, delivery-missing', 'taken', 'repeat']);
  });

  it('has one ladder for a hop, which its copies share, and another ladder for the next hop', () => {
    const second = { messageId: secondHop.messageId, envelopeDigest: secondHop.envelopeDigest, hop: 3 };
    const corrected = { messageId: correction.messageId, envelopeDigest: correction.envelopeDigest };
    const statements = [stated(1, opened), stated(31, accepted, 31, corrected), stated(61, accepted, 61, second), stated(62, openedByColleague, 62, second)];
    expect(briefly([referral, correction, secondHop], ...statements.slice(0, 3)).at(-1)).toBe('waiting for opened');
    expect(briefly([referral, correction, secondHop], ...statements).at(-2)).toBe('taken');
  });

  it('takes the receipts of a change by its own copy', () => {
    expect(briefly([referral, correction], update(31, 'delivered'), update(32, 'acknowledged'), update(33, 'acknowledged'), update(34, 'delivered', 'another'),
      update(35, 'delivered', 'correction-1', referral))).toEqual(['taken', 'taken', 'repeat', 'other-change', 'other-change']);
  });

  it('keeps a rejection apart: it needs no digest and no partition, and counts for nothing but itself', () => {
    const forged = { envelopeDigest: 'whatever was read', place: { partition: 0, offset: '7', entry: 0 } };
    expect(briefly([referral], stated(7, rejected, 7, forged), stated(8, rejected, 8, { messageId: 'not a copy' }), stated(9, accepted)))
      .toEqual(['taken', 'unattached', 'waiting for opened']);
  });

  describe('about time', () => {
    it.each<[string, string, string, string, string]>([
      ['an answer that was given offline counts from its own time', at(15), at(300), at(15), 'taken'],
      ['clocks may differ by five minutes, before the reading', at(5), at(20), at(5), 'taken'],
      ['and after the storage', at(25), at(20), at(25), 'taken'],
      ['an answer before the reading counts from its storage', at(4.9), at(20), at(20), 'taken, claimed-before-cause'],
      ['an answer that is dated 2031 counts from its storage', '2031-05-22T17:00:00Z', at(20), at(20), 'taken, claimed-after-storage'],
      ['another notation of a time is the same time', '2026-05-22T18:15:00+01:00', at(20), at(15), 'taken'],
    ])('%s', (_rule, claimedAt, storedAt, countsAt, expected) => {
      const verdict = verdictOn(claimedAt, storedAt);
      expect(verdict && brief(verdict)).toBe(expected);
      expect(verdict).toMatchObject({ countsAt });
    });

    it('judges the time of the work as well as the time of its statement', () => {
      expect(verdictOnWork(at(10))).toMatchObject({ countsAt: at(30), workAt: at(10), marks: [] });
      expect(verdictOnWork(at(90))).toMatchObject({ workAt: at(30), marks: ['work-after-storage'] });
      // A strategy discussion about a child whom the hub knew three weeks before the police referred the child.
      expect(verdictOnWork('2026-05-01T00:00:00Z')).toMatchObject({ workAt: '2026-05-01T00:00:00.000Z', marks: ['work-before-copy'] });
      expect(verdictOnWork('1999-05-01T00:00:00Z')).toMatchObject({ workAt: at(30), marks: ['work-before-copy'] });
    });
  });

  describe('about ids', () => {
    it('gives a redelivery no second effect, wherever it comes', () => {
      const once = stated(2, opened);
      expect(briefly([referral], stated(1, delivered), once, { ...once, place: { ...once.place, offset: '9' } })).toEqual(['taken', 'taken', 'repeat']);
    });

    it('refuses another statement under the same id', () => {
      expect(briefly([referral], stated(1, opened), stated(2, accepted, 2, { statementId: 'statement-1' }))).toEqual(['taken, delivery-missing', 'id-used']);
    });

    it('lets a refused statement use up no id, even when it waited first', () => {
      const forged = stated(1, opened, 1, { envelopeDigest: 'invented', statementId: 'x' });
      expect(briefly([referral], forged, stated(2, opened, 2, { statementId: 'x' }))).toEqual(['other-content', 'taken, delivery-missing']);
      const waiting = stated(1, refused, 1, { statementId: 'x' });
      expect(briefly([referral], waiting, stated(2, openedByColleague, 2, { statementId: 'x' }), stated(3, accepted), stated(4, opened)))
        .toEqual(['taken', 'id-used', 'taken', 'taken, delivery-missing']);
    });
  });
});

describe('any statements, honest or not', () => {
  it('get the same verdicts in any order in which they and the facts become known', () => {
    fc.assert(fc.property(anyStatements().chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length }), anyDeclined())), ([one, other, declined]) => {
      const verdicts = new Map(one.map((statement, index) => [statement, judgeStatements(COPIES, one, declined)[index]]));
      const reordered = judgeStatements([...COPIES].toReversed(), other, declined.toReversed());
      for (const [index, statement] of other.entries()) expect(reordered[index]).toEqual(verdicts.get(statement));
    }));
  });

  it('give an agency one acceptance and one refusal in a hop, no refusal after an acceptance, and no answer that no person has opened', () => {
    fc.assert(fc.property(anyStatements(), anyDeclined(), (statements, declined) => {
      const verdicts = judgeStatements(COPIES, statements, declined);
      for (const hop of [1, 3]) {
        const effective = statements.filter((statement, index) => {
          const verdict = verdicts[index];
          return verdict?.verdict === 'taken' && verdict.effect === 'new' && statement.hop === hop;
        });
        const kinds = effective.flatMap(({ content }) => (content.kind === 'step' ? [content.step.kind] : []));
        expect(kinds.filter((kind) => kind === 'accept').length).toBeLessThanOrEqual(1);
        expect(kinds.filter((kind) => kind === 'refuse').length).toBeLessThanOrEqual(1);
        // One redirect that was not declined, and it is the last one.
        const standing = effective.filter(({ content, statementId }) => content.kind === 'step' && content.step.kind === 'redirect' && !declined.includes(statementId));
        expect(standing.length).toBeLessThanOrEqual(1);
        if (standing.length > 0) expect(kinds).not.toContain('refuse');
        if (kinds.some((kind) => kind !== 'open')) expect(kinds).toContain('open');
        if (kinds.includes('decide')) expect(kinds).toContain('accept');
      }
    }));
  });

  it('change no verdict of a statement about another copy by being forged', () => {
    fc.assert(fc.property(anyStatements(), fc.array(anyStatement(), { maxLength: 5 }), (statements, added) => {
      const forged = added.map((statement, index) => ({
        ...statement, envelopeDigest: 'invented', statementId: `forged-${index}`, place: { partition: 1, offset: String(1_000 + index), entry: 0 },
        content: statement.content.kind === 'rejected' ? delivered : statement.content,
      }));
      expect(judgeStatements(COPIES, [...statements, ...forged]).slice(0, statements.length)).toEqual(judgeStatements(COPIES, statements));
    }));
  });

  it('never count from a time before the copy or after the storage, but for five minutes', () => {
    fc.assert(fc.property(anyStatements(), (statements) => {
      for (const [index, verdict] of judgeStatements(COPIES, statements).entries()) {
        if (verdict.verdict !== 'taken') continue;
        const { storedAt } = statements[index] as Statement;
        const counted = Date.parse(verdict.countsAt);
        expect(counted).toBeLessThanOrEqual(Date.parse(storedAt) + 5 * 60_000);
        if (verdict.countsAt !== storedAt) expect(counted).toBeGreaterThanOrEqual(Date.parse(SENT) - 10 * 60_000);
      }
    }));
  });
});

const COPIES = [referral, correction, secondHop];

/** Statements about any copy or none, with few ids and times, so that repeats, contradictions and gaps happen. */
function anyStatement(): fc.Arbitrary<Statement> {
  return fc.record({
    copy: fc.constantFrom(referral, referral, secondHop, correction, { ...referral, messageId: 'unknown' }),
    content: fc.constantFrom(
      delivered, rejected, opened, openedByColleague, accepted, acceptedByColleague, refused, redirected, redirectedElsewhere, decided, fedBack, discussion,
    ),
    id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    stored: fc.integer({ min: 0, max: 200 }),
    claimed: fc.integer({ min: -30, max: 300 }),
    partition: fc.constantFrom(1, 1, 1, 0),
    agency: fc.constantFrom(HUB, HUB, HUB, 'hilltop-school'),
  }).map(({ copy, content, id, stored, claimed, partition, agency }): Statement => ({
    place: { partition, offset: '0', entry: 0 }, statementId: id, digest: `${id} ${JSON.stringify([content, copy.messageId, claimed])}`,
    topicAgency: HUB, agency, messageId: copy.messageId, envelopeDigest: copy.envelopeDigest, hop: copy.hop,
    storedAt: at(stored), claimedAt: at(claimed), content,
  }));
}

function anyStatements(): fc.Arbitrary<Statement[]> {
  return fc.array(anyStatement(), { maxLength: 14 })
    .map((all) => all.map((statement, index) => ({ ...statement, place: { ...statement.place, offset: String(index) } })));
}

/** Ids of redirects that the exchange declined; some are of no statement, or of one that is no redirect. */
function anyDeclined(): fc.Arbitrary<string[]> {
  return fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'unknown'), { maxLength: 4 });
}
