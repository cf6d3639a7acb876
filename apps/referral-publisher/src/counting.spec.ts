import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { readPartnership } from '#libs/agreements';
import { clockPolicyOf } from '#libs/app-wiring';
import type { DueTime, ReferralContent, SubmitReferralRequest } from '#libs/contracts';

import type { PresentReferral } from './change-referral/present-referral.js';
import { correctedDueTimes, countingOf } from './counting.js';
import { exampleReferral } from './test-support/referrals.js';

const read = await readPartnership(fileURLToPath(new URL('../../../../infra/partnership/northshire/partnership.yaml', import.meta.url)));
if (!read.ok) throw new Error('the demo partnership cannot be read');
const partnership = read.value;
const policy = clockPolicyOf(partnership);
const PUBLISHED = '2026-06-03T21:30:00.000Z';

const example = exampleReferral();
const violence: SubmitReferralRequest = {
  ...example, concern: { types: ['domestic-abuse'] }, incident: { ...example.incident, occurredAt: '2026-06-02T19:00:00Z', reportedAt: '2026-06-02T20:00:00Z' },
};
const GONE = 'hilltop-school SCHOOL_NOTICE no longer from 2026-06-02T20:00:00.000Z';
const later: SubmitReferralRequest = { ...violence, incident: { ...violence.incident, reportedAt: '2026-06-03T20:00:00Z' } };

const taken = { ...violence, concern: { types: ['neglect'] } } satisfies SubmitReferralRequest;

/** A referral as given, that agencies hold since its publication. Its children have the same ids whenever it is made. */
function held(content: SubmitReferralRequest, agencies: readonly string[]): PresentReferral & { readonly content: ReferralContent } {
  const children = content.children.map((child, index) => ({ ...child, childId: `child-${index}` })) as unknown as ReferralContent['children'];
  return {
    referralId: 'r', organisation: 'northshire-police', caseKey: 'k', acceptedAt: PUBLISHED, counted: null, content: { ...content, children }, version: 1, isWithdrawn: false,
    holders: agencies.map((agency) => ({ agency, hop: 1, contentVersion: 1, publishedAt: PUBLISHED })), earlierFacts: new Map(),
  };
}

/** The due times of the hub and the school that a correction changes, of a referral that they hold: agency, rule, start and due time, and the starts that count no longer. */
function corrected(before: SubmitReferralRequest, after: SubmitReferralRequest, agencies = ['northshire-csc', 'hilltop-school'], among = partnership, recorded: ReadonlyMap<string, readonly DueTime[]> = new Map()): readonly string[] {
  const answer = correctedDueTimes({ partnership: among, policy }, held(before, agencies), held(after, agencies).content, new Date('2026-06-04T09:00:00Z'), recorded);
  return answer.flatMap(({ agency, due, supersedes = [] }) => [
    ...due.map(({ rule, anchorAt, dueAt }) => `${agency} ${rule} from ${anchorAt} due ${dueAt}`), ...supersedes.map(({ rule, anchorAt }) => `${agency} ${rule} no longer from ${anchorAt}`),
  ]);
}

describe('a correction of the facts that a school notice counts from', () => {
  it('gives the school another due time when the time of the report was wrong', () => {
    expect(corrected(violence, later)).toEqual(['hilltop-school SCHOOL_NOTICE from 2026-06-03T20:00:00.000Z due 2026-06-04T07:45:00.000Z', GONE]);
  });

  it('gives the school its first due time when the referral turns out to be one of domestic abuse, as a type or as a flag', () => {
    const due = ['hilltop-school SCHOOL_NOTICE from 2026-06-02T20:00:00.000Z due 2026-06-03T07:45:00.000Z'];
    expect(corrected(taken, violence)).toEqual(due);
    expect(corrected(taken, { ...violence, concern: { types: ['neglect'], flags: ['domestic-abuse'] } })).toEqual(due);
  });

  it('gives none when another field was corrected, or the same time is written otherwise', () => {
    expect(corrected(violence, { ...violence, narrative: 'Corrected.' })).toEqual([]);
    expect(corrected(violence, { ...violence, incident: { ...violence.incident, reportedAt: '2026-06-02T21:00:00+01:00' } })).toEqual([]);
  });
});

describe('a correction that takes away what a school notice counts from', () => {
  const [rosa] = violence.children;
  const milan = { name: { given: 'Milan', family: 'Testcase' }, dateOfBirth: '2013-07-01', school: { name: 'Riverside School', urn: '142002' } };

  it('takes the due time away where the referral is not one of domestic abuse after all, as a type and as a flag', () => {
    expect(corrected(violence, taken)).toEqual([GONE]);
    expect(corrected({ ...violence, concern: { types: ['neglect'], flags: ['domestic-abuse'] } }, taken)).toEqual([GONE]);
    expect(corrected(violence, { ...violence, concern: { types: ['neglect'], flags: ['domestic-abuse'] } })).toEqual([]);
  });

  it('and of an agency that has ended as well, because its clock goes on until a person hands it over', () => {
    const ended = { ...partnership, agencies: partnership.agencies.map((agency) => (agency.id === 'hilltop-school' ? { ...agency, ended: { on: '2026-06-04', reason: 'closed' as const } } : agency)) };
    expect(corrected(violence, taken, ['hilltop-school'], ended)).toEqual([GONE]);
  });

  it('takes it away from the school of a child who is taken out of the referral, or who turns out to go to another school, and from no other', () => {
    const both = { ...violence, children: [{ ...rosa }, milan] };
    expect(corrected(both, { ...both, children: [milan] }, ['northshire-csc', 'hilltop-school', 'riverside-school'])).toEqual([GONE]);
    expect(corrected(violence, { ...violence, children: [{ ...rosa, school: { name: 'Riverside School', urn: '142002' } }] })).toEqual([GONE]);
  });

  it('gives it to the council in place of a school where the child turns out to be educated at home, and takes it away again', () => {
    const atHome = { ...violence, children: [{ ...rosa, educatedAtHome: true }] };
    const ofCouncil = 'northshire-csc SCHOOL_NOTICE from 2026-06-02T20:00:00.000Z due 2026-06-03T08:00:00.000Z';
    expect(corrected(violence, atHome)).toEqual([ofCouncil, GONE]);
    expect(corrected(atHome, violence)).toEqual(['northshire-csc SCHOOL_NOTICE no longer from 2026-06-02T20:00:00.000Z', 'hilltop-school SCHOOL_NOTICE from 2026-06-02T20:00:00.000Z due 2026-06-03T07:45:00.000Z']);
    expect(corrected(atHome, { ...atHome, concern: { types: ['neglect'] } }, ['northshire-csc'])).toEqual(['northshire-csc SCHOOL_NOTICE no longer from 2026-06-02T20:00:00.000Z']);
  });
});

const recordedFor = (agency: string): ReadonlyMap<string, readonly DueTime[]> => new Map([[agency, [
  { rule: 'SCHOOL_NOTICE', ruleVersion: 1, anchor: 'reasonable-grounds', anchorAt: '2026-06-02T20:00:00.000Z', dueAt: '2026-06-03T07:45:00.000Z', explanation: '' },
]]]);

describe('a correction after the agreement with an agency has ended', () => {
  const withoutAgreements = { ...partnership, agreements: partnership.agreements.map((agreement) => ({ ...agreement, status: 'ended' as const })) };
  const ofSchool = (before: SubmitReferralRequest, after: SubmitReferralRequest, recorded = recordedFor('hilltop-school')) => corrected(before, after, ['hilltop-school'], withoutAgreements, recorded);
  const [rosa] = violence.children;

  it('takes the due time of the school away with the domestic abuse or the child, because its clock would go on about a duty that does not exist', () => {
    expect(ofSchool(violence, taken)).toEqual([GONE]);
    expect(ofSchool(violence, { ...violence, children: [{ ...rosa, school: { name: 'Riverside School', urn: '142002' } }] })).toEqual([GONE]);
  });

  it('corrects the due time, also where the child is named by a former number of the school', () => {
    const again = ['hilltop-school SCHOOL_NOTICE from 2026-06-03T20:00:00.000Z due 2026-06-04T07:45:00.000Z', GONE];
    expect(ofSchool(violence, later)).toEqual(again);
    expect(ofSchool(violence, { ...later, children: [{ ...rosa, school: { name: 'Hilltop School', urn: '121669' } }] })).toEqual(again);
  });

  it('leaves it where something else is corrected, and starts none, because the agency can be notified of nothing', () => {
    expect(ofSchool(violence, { ...violence, narrative: 'Corrected.' })).toEqual([]);
    expect(ofSchool(taken, violence, new Map())).toEqual([]);
  });

  it('takes the due time of a council away that was notified in place of a school', () => {
    const atHome = { ...violence, children: [{ ...rosa, educatedAtHome: true }] };
    const ofCouncil = (after: SubmitReferralRequest) => corrected(atHome, after, ['northshire-csc'], withoutAgreements, recordedFor('northshire-csc'));
    const gone = 'northshire-csc SCHOOL_NOTICE no longer from 2026-06-02T20:00:00.000Z';
    expect(ofCouncil({ ...atHome, concern: { types: ['neglect'] } })).toEqual([gone]);
    expect(ofCouncil(violence)).toEqual([gone]);
    expect(ofCouncil({ ...atHome, narrative: 'Corrected.' })).toEqual([]);
  });
});

describe('the due times of an agency that receives the referral later', () => {
  it('count from the corrected report, and by the grade of the publication, because a new grade changes no clock', () => {
    const counted = { grade: 'green', concernTypes: ['neglect'], groundsAt: '2026-06-02T20:00:00.000Z' } as const;
    expect(countingOf({ counted }, { ...later, risk: { ...later.risk, grade: 'red' } }, policy)?.referral)
      .toEqual({ grade: 'green', concernTypes: ['domestic-abuse'], groundsAt: '2026-06-03T20:00:00.000Z' });
  });
});
