import { describe, expect, it } from '@jest/globals';

import { AWAITED, UPDATE_KINDS } from '#libs/contracts';
import { STATEMENT_REFUSALS } from '#libs/safeguarding';

import { auditUpdateLines, changeStatusLines, gradeSentence, inboxUpdateLines } from './changes.js';
import { holderSentence, silenceSentence } from './holder.js';
import { rungPhrase } from './rungs.js';
import { LONDON_TIMES } from './times.js';
import { notCountedSentence, verdictText } from './verdicts.js';

const REFERRAL = '0190f3a4-5b7c-7c3a-9d2e-000000000001';
const CHANGE = '0190f3a4-5b7c-7c3a-9d2e-000000000009';
const at = '2026-05-23T08:00:00Z';

describe('a change in words', () => {
  it('shows the force who has acknowledged a correction, and who must', () => {
    expect(changeStatusLines({
      changeId: CHANGE, kind: 'correction', at, by: 'pc-2041', reason: 'recorded-in-error', fields: ['/children/c1/school'],
      recipients: [{ agency: 'northshire-csc', deliveredAt: at, acknowledgedAt: at, acknowledgedBy: 'sw-0142' }, { agency: 'northshire-icb', deliveredAt: at }, { agency: 'hilltop-school' }],
    }, LONDON_TIMES)).toEqual([
      `2026-05-23 09:00:00 BST the force (pc-2041) corrected it: recorded in error (/children/c1/school). Correction ${CHANGE}`,
      '  northshire-csc acknowledged it 2026-05-23 09:00:00 BST (sw-0142)',
      '  northshire-icb received it 2026-05-23 09:00:00 BST; TO BE ACKNOWLEDGED by a person there',
      '  hilltop-school has not received it; TO BE ACKNOWLEDGED by a person there',
    ]);
  });

  it('gives the agency the command that acknowledges an open correction, and none for an acknowledged one', () => {
    const correction = { updateId: CHANGE, kind: 'correction', issuedAt: at, receivedAt: at, code: 'new-information', fields: ['/concern'] } as const;
    expect(inboxUpdateLines(REFERRAL, correction, LONDON_TIMES)).toEqual([
      '2026-05-23 09:00:00 BST the force corrected it: new information (/concern)',
      `  TO BE ACKNOWLEDGED: exchange inbox acknowledge-correction ${REFERRAL} ${CHANGE}`,
    ]);
    expect(inboxUpdateLines(REFERRAL, { ...correction, acknowledgedAt: at, acknowledgedBy: 'sw-0142' }, LONDON_TIMES)).toEqual([
      '2026-05-23 09:00:00 BST the force corrected it: new information (/concern); acknowledged 2026-05-23 09:00:00 BST (sw-0142)',
    ]);
  });

  it('names child and missing episode, the grades, and a withdrawal', () => {
    const update = { updateId: CHANGE, issuedAt: at, receivedAt: at };
    expect([
      ...inboxUpdateLines(REFERRAL, { ...update, kind: 'missing-episode', code: 'found', childId: 'c1', episodeId: 'e1' }, LONDON_TIMES),
      ...inboxUpdateLines(REFERRAL, { ...update, kind: 'regrade', code: 'amber', previousGrade: 'green' }, LONDON_TIMES),
      ...inboxUpdateLines(REFERRAL, { ...update, kind: 'withdrawal', code: 'wrong-child' }, LONDON_TIMES),
    ]).toEqual([
      '2026-05-23 09:00:00 BST the force recorded that child c1 (missing episode e1) was found or came back',
      '2026-05-23 09:00:00 BST the force graded the risk amber, before that green',
      '2026-05-23 09:00:00 BST the force WITHDREW it: wrong child. No answer is expected any more',
    ]);
  });

  it('names a child whom a correction added, and one who is no longer in the referral', () => {
    const [here, gone] = ['7f0d2c4e-1a3b-4c5d-8e9f-000000000001', '7f0d2c4e-1a3b-4c5d-8e9f-000000000002'];
    const correction = { changeId: CHANGE, kind: 'correction', at, reason: 'recorded-in-error', recipients: [], fields: [`/children/${here}`, `/children/${gone}`, `/children/${here}/sex`] } as const;
    expect(changeStatusLines(correction, LONDON_TIMES, [here])[0]).toBe(
      `2026-05-23 09:00:00 BST the force corrected it: recorded in error (child ${here} added, child ${gone}, who is no longer in it, /children/${here}/sex). Correction ${CHANGE}`,
    );
  });

  it('shows the agency when a child was found and a risk was graded, which may be long before the force recorded it', () => {
    const update = { updateId: CHANGE, issuedAt: at, receivedAt: at, happenedAt: '2026-05-22T21:00:00Z' };
    expect([
      ...inboxUpdateLines(REFERRAL, { ...update, kind: 'missing-episode', code: 'found', childId: 'c1' }, LONDON_TIMES),
      ...inboxUpdateLines(REFERRAL, { ...update, kind: 'missing-episode', code: 'risk-level-set', childId: 'c1', riskLevel: 'no-apparent-risk' }, LONDON_TIMES),
      ...inboxUpdateLines(REFERRAL, { ...update, kind: 'missing-episode', code: 'found-in-error', childId: 'c1' }, LONDON_TIMES),
      ...inboxUpdateLines(REFERRAL, { ...update, kind: 'regrade', code: 'red' }, LONDON_TIMES),
    ]).toEqual([
      '2026-05-23 09:00:00 BST the force recorded that child c1 was found or came back, 2026-05-22 22:00:00 BST',
      '2026-05-23 09:00:00 BST the force recorded that child c1 has a new risk level while missing (no apparent risk), 2026-05-22 22:00:00 BST',
      '2026-05-23 09:00:00 BST the force recorded that the find of child c1 was an error, and the child is still missing, 2026-05-22 22:00:00 BST',
      '2026-05-23 09:00:00 BST the force graded the risk red, graded 2026-05-22 22:00:00 BST',
    ]);
  });

  it('exists for every kind', () => {
    for (const kind of UPDATE_KINDS) {
      expect(auditUpdateLines({ updateId: CHANGE, kind, at, recipients: [{ agency: 'a' }] }, LONDON_TIMES).join(' ')).not.toContain('undefined');
      expect(changeStatusLines({ changeId: CHANGE, kind, at, recipients: [] }, LONDON_TIMES).join(' ')).not.toContain('undefined');
    }
  });
});

describe('the grade', () => {
  it('is the latest one, with those before it', () => {
    expect(gradeSentence([{ grade: 'green' }, { grade: 'amber', gradedAt: at, minutesSinceReport: 1_800 }], LONDON_TIMES)).toBe(
      'Grade amber since 2026-05-23 09:00:00 BST (1 d 6 h after the report); before that green',
    );
    expect(gradeSentence([], LONDON_TIMES)).toBeUndefined();
  });
});

describe('who has the child, and who is silent', () => {
  it('are sentences', () => {
    expect(holderSentence({ state: 'no-holder', since: at, agencies: [] }, LONDON_TIMES)).toBe('NO AGENCY HAS THE CHILD since 2026-05-23 09:00:00 BST');
    const [alex, sam] = ['alex', 'sam'];
    expect(holderSentence({ state: 'no-holder', since: at, agencies: [], children: [
      { childId: alex, state: 'held', since: at, agencies: ['northshire-csc'] }, { childId: sam, state: 'no-holder', since: at, agencies: [] },
    ] }, LONDON_TIMES)).toBe('NO AGENCY HAS THE CHILD since 2026-05-23 09:00:00 BST (child sam); The child is with northshire-csc since 2026-05-23 09:00:00 BST (child alex)');
    expect(silenceSentence({ agency: 'a', awaits: 'holder', since: at, age: 'P0DT0H0M', ageMinutes: 0, children: [sam] }, LONDON_TIMES)).toContain('whom no agency has (child sam) for');
    expect(silenceSentence({ agency: 'hilltop-school', awaits: 'response', since: at, age: 'P3DT16H9M', ageMinutes: 5_289, highestRung: 'delivered' }, LONDON_TIMES))
      .toBe('hilltop-school has not answered for 3 d 16 h (since 2026-05-23 09:00:00 BST); it got as far as: delivered');
    expect(silenceSentence({ agency: 'a', awaits: 'correction', since: at, age: 'P0DT0H0M', ageMinutes: 0, updateId: CHANGE }, LONDON_TIMES))
      .toBe(`a has not acknowledged a correction (correction ${CHANGE}) for under 1 min (since 2026-05-23 09:00:00 BST)`);
    for (const awaits of AWAITED) expect(silenceSentence({ agency: 'a', awaits, since: at, age: 'P0DT0H0M', ageMinutes: 0 }, LONDON_TIMES)).not.toContain('undefined');
  });
});

describe('statements that do not count', () => {
  it('have the reason in words', () => {
    expect(notCountedSentence({ rung: 'accepted', at, verdict: 'waiting', code: 'opened' }, LONDON_TIMES)).toBe(
      'acceptance of 2026-05-23 09:00:00 BST does not count yet: the opening of the agency is missing',
    );
    expect(notCountedSentence({ kind: 'update-acknowledged', at, verdict: 'refused', code: 'wrong-agency' }, LONDON_TIMES)).toBe(
      'acknowledgement of a correction of 2026-05-23 09:00:00 BST does not count: it speaks for another agency',
    );
    expect(verdictText({ verdict: 'stated' })).toBe('not confirmed yet');
  });

  it.each(STATEMENT_REFUSALS)('have words for the refusal %s', (code) => {
    expect(verdictText({ verdict: 'refused', code })).not.toContain(code);
  });
});

describe('a rung for the force', () => {
  it('has its person, its codes in words and what became of a redirect', () => {
    expect(rungPhrase({ rung: 'redirected', at, by: 'sw-0142', redirectedTo: 'x', reasonCode: 'moved-area', outcome: 'agency-ended' }, LONDON_TIMES)).toBe(
      'redirected (by sw-0142, to x, moved area, not followed: that agency has ended)',
    );
    expect(rungPhrase({ rung: 'fed_back', at, by: 'sw-0142', feedback: 'support-in-place', openedAt: at }, LONDON_TIMES)).toBe(
      'fed back (by sw-0142, support in place, read by the force 2026-05-23 09:00:00 BST)',
    );
  });
});
