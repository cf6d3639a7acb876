import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  ChangeRecorded, compileContract, CorrectionPublishedContract, MissingEpisodeRecordedContract, ReferralCorrectedContract, ReferralMissingEpisodeUpdatedContract,
  type Child, type ChildIdentity, type ReferralStatus,
} from '#libs/contracts';
import { moveClock } from '#libs/kernel';

import { ethnicityRecord } from '../test-support/ethnicity-record.js';
import { eventually } from '../test-support/eventually.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

jest.setTimeout(30_000);

const HUB = 'northshire-csc';
const missing = { missingSince: '2026-05-22T15:30:00Z', reportedAt: '2026-05-22T16:05:00Z', riskLevel: 'high' } as const;

/** Rosa and Milan went missing together. The police know the ethnicity that each has stated. */
const SIBLINGS: readonly Child[] = [
  { name: { given: 'Rosa', family: 'Testcase' }, dateOfBirth: '2012-03-14', selfDefinedEthnicity: { code: 'W1' }, missingEpisodes: [missing] },
  { name: { given: 'Milan', family: 'Testcase' }, dateOfBirth: '2013-07-01', selfDefinedEthnicity: { code: 'B1' }, missingEpisodes: [missing] },
];

describe('children of one referral', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
  }, 30_000);
  afterAll(() => exchange.remove(), 30_000);

  async function published(): Promise<{ readonly referralId: string; readonly rosa: ChildIdentity; readonly milan: ChildIdentity }> {
    const { status, body } = await publisher.submit({ ...exampleReferral(), children: SIBLINGS });
    expect(status).toBe(202);
    const [rosa, milan] = body.children as readonly ChildIdentity[];
    if (rosa === undefined || milan === undefined) throw new Error('the answer does not name both children');
    return { referralId: body.referralId as string, rosa, milan };
  }
  const statusOf = async (referralId: string): Promise<ReferralStatus> => (await publisher.get(`/v1/referrals/${referralId}`)).body as ReferralStatus;
  const correct = (referralId: string, request: object) => publisher.record(`/v1/referrals/${referralId}/corrections`, { reason: 'recorded-in-error', ...request });

  it('a child who is removed by a correction leaves nothing to the next: no conflict of ethnicity, no missing episode', async () => {
    const { referralId, rosa, milan } = await published();
    const copy = (await exchange.sharedWith(referralId, [HUB])).get(HUB) as Shared;
    await exchange.agenciesPublish(...exchange.receiptsUpTo('accepted', copy));
    const ofRosa = ethnicityRecord(exchange, copy, { childId: rosa.childId, namespace: 'dfe/ethnicity', code: 'BCRB' });
    await exchange.agenciesPublish(ofRosa.statement, ofRosa.code);
    const conflicted = await eventually('the conflict', async () => {
      const status = await statusOf(referralId);
      return status.ethnicityConflicts !== undefined && status;
    });
    expect(conflicted.ethnicityConflicts).toMatchObject([{ childId: rosa.childId, kind: 'different' }]);

    const answer = await correct(referralId, { removedChildren: [rosa.childId], addedChildren: [{ name: { given: 'Ida' }, ageEstimateYears: 2 }] });
    expect(answer).toMatchObject({ status: 201, body: { addedChildren: [{ childId: expect.any(String) }] } });
    expect(compileContract(ChangeRecorded).validate(answer.body).ok).toBe(true);
    const [{ childId: ida }] = answer.body.addedChildren;
    expect((await statusOf(referralId)).children).toMatchObject([{ ...milan, area: 'northshire' }, { childId: ida, area: 'northshire' }]);
    const [fact] = await exchange.published(CorrectionPublishedContract, referralId);
    expect(fact?.data).toMatchObject({ fields: [`/children/${rosa.childId}`, `/children/${ida}`], children: [{ childId: milan.childId, missingEpisodes: [{ riskLevel: 'high' }] }, { childId: ida }] });
    const [corrected] = (await exchange.published(ReferralCorrectedContract, referralId, 3)).filter(({ data }) => data.recipient === HUB);
    expect(corrected?.data.copy.view.children?.map(({ childId, name }) => [childId, name?.given])).toEqual([[milan.childId, 'Milan'], [ida, 'Ida']]);

    // Milan stated the same to the hub as to the police. The conflict stays one about Rosa.
    const ofMilan = ethnicityRecord(exchange, copy, { childId: milan.childId, namespace: 'dfe/ethnicity', code: 'BCRB' });
    await exchange.agenciesPublish(ofMilan.statement, ofMilan.code);
    const after = await eventually('the record of Milan', async () => {
      const status = await statusOf(referralId);
      return status.recordedEthnicities?.some(({ childId, code }) => childId === milan.childId && code === 'BCRB') === true && status;
    });
    expect(after.ethnicityConflicts?.map(({ childId }) => childId)).toEqual([rosa.childId]);
  });

  it('a repeat of the publication names the same children, also after a correction has removed one', async () => {
    const referral = { ...exampleReferral(), children: SIBLINGS };
    const first = await publisher.submit(referral, { key: 'siblings-4417' });
    await correct(first.body.referralId, { removedChildren: [first.body.children[0].childId] });
    expect((await publisher.submit(referral, { key: 'siblings-4417' })).body).toEqual(first.body);
  });

  it.each([
    ['the last child', ({ rosa, milan }: { rosa: ChildIdentity; milan: ChildIdentity }) => ({ removedChildren: [rosa.childId, milan.childId] }), '/children'],
    ['a child that it does not have', () => ({ removedChildren: ['7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11'] }), '/removedChildren/0'],
    ['nothing', () => ({}), '/fields'],
  ])('a correction cannot remove %s', async (_what, request, pointer) => {
    const { referralId, ...children } = await published();
    expect((await correct(referralId, request(children))).body).toMatchObject({ status: 422, code: 'REF-010', errors: [{ pointer }] });
  });

  it('changes are in one order for every reader, also where they come at once and the clock of the computer is set back', async () => {
    const { referralId } = await published();
    const reportedAt = (minute: number) => correct(referralId, { fields: [{ field: '/incident/reportedAt', value: `2026-05-22T16:0${minute}:00Z` }] });
    expect((await reportedAt(1)).status).toBe(201);
    moveClock(-60_000);
    try {
      const answers = await Promise.all([2, 3, 4].map((minute) => reportedAt(minute)));
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    } finally {
      moveClock(0);
    }
    const facts = (await exchange.published(CorrectionPublishedContract, referralId, 4)).toSorted((one, other) => one.data.version - other.data.version);
    const times = facts.map(({ data }) => data.correctedAt);
    expect(times).toEqual([...new Set(times)].toSorted());
  });

  it('a correction that takes away every field of a child is refused, names the child, and removes nobody', async () => {
    const { referralId, rosa: { childId }, milan } = await published();
    const fields = ['name/given', 'name/family', 'dateOfBirth', 'selfDefinedEthnicity/code'].map((field) => ({ field: `/children/${childId}/${field}` }));
    const { body } = await correct(referralId, { fields });
    expect(body).toMatchObject({ status: 422, code: 'REF-010', errors: expect.arrayContaining([expect.objectContaining({ pointer: `/children/${childId}/name` })]) });
    expect((await statusOf(referralId)).children?.map((child) => child.childId)).toEqual([childId, milan.childId]);
  });

  it('an added child is checked like every other, and its problem names the child', async () => {
    const { referralId } = await published();
    const { body } = await correct(referralId, { addedChildren: [{ name: { given: 'Ida' } }] });
    expect(body).toMatchObject({ code: 'REF-010', errors: [{ pointer: expect.stringMatching(/^\/children\/[0-9a-f-]{36}\/dateOfBirth$/), code: 'age-missing' }] });
  });

  it('siblings who went missing together return apart, and the one who is still missing never reads as found', async () => {
    const { referralId, rosa, milan } = await published();
    const happen = (body: object) => publisher.record(`/v1/referrals/${referralId}/missing-episode-events`, body);
    const found = { kind: 'found', at: '2026-05-23T02:10:00Z' };
    const unclear = await happen(found);
    expect(unclear.body).toMatchObject({ status: 422, code: 'REF-021', errors: [{ pointer: '/childId', code: 'several-children' }, { pointer: '/childId', code: 'several-children' }] });
    for (const { childId } of [rosa, milan]) expect(unclear.text).toContain(childId);
    expect(unclear.text).not.toMatch(/Rosa|Milan/);

    const [ofRosa, ofMilan] = [rosa, milan].map(({ missingEpisodes }) => missingEpisodes?.[0]?.episodeId);
    expect(await happen({ ...found, childId: rosa.childId })).toMatchObject({ status: 201, body: { childId: rosa.childId, episodeId: ofRosa } });
    // The same news without a child still fits two children.
    expect((await happen({ ...found, at: '2026-05-23T02:11:00Z' })).body).toMatchObject({ code: 'REF-021' });
    expect((await happen({ ...found, childId: rosa.childId })).body).toMatchObject({ code: 'REF-012', detail: 'The child is recorded as found already.' });
    expect((await happen({ kind: 'return-interview-held', at: '2026-05-23T10:00:00Z', childId: milan.childId })).body).toMatchObject({ code: 'REF-012' });
    expect((await happen({ ...found, episodeId: 'c4a1b0de-52f7-4c39-8e0a-91f6d2b7430c' })).body).toMatchObject({ code: 'REF-021', errors: [{ code: 'unknown-episode' }] });

    const [update] = (await exchange.published(ReferralMissingEpisodeUpdatedContract, referralId, 2)).filter(({ data }) => data.recipient === HUB);
    expect(update?.data).toMatchObject({ childId: rosa.childId, episodeId: ofRosa, kind: 'found' });
    expect(update?.data.copy.view.children?.map(({ missingEpisodes }) => missingEpisodes?.map(({ foundAt }) => foundAt))).toEqual([[found.at], [undefined]]);

    // Milan returns a day later, and Rosa goes missing again.
    expect((await happen({ kind: 'found', at: '2026-05-24T09:00:00Z', episodeId: ofMilan })).body).toMatchObject({ childId: milan.childId });
    const again = await happen({ kind: 'reported', at: '2026-05-25T20:00:00Z', missingSince: '2026-05-25T18:00:00Z', riskLevel: 'medium', childId: rosa.childId });
    expect(again).toMatchObject({ status: 201, body: { childId: rosa.childId, episodeId: expect.any(String) } });
    expect(again.body.episodeId).not.toBe(ofRosa);
    expect((await happen({ kind: 'found', at: '2026-05-26T01:00:00Z', childId: rosa.childId })).body).toMatchObject({ episodeId: again.body.episodeId });
    expect((await happen({ kind: 'return-interview-held', at: '2026-05-26T10:00:00Z', childId: rosa.childId })).body).toMatchObject({
      code: 'REF-021', errors: [{ pointer: '/episodeId', code: 'several-episodes' }, { pointer: '/episodeId', code: 'several-episodes' }],
    });
    const facts = await exchange.published(MissingEpisodeRecordedContract, referralId, 4);
    expect(facts.map(({ data: { kind, childId, episodeId } }) => [kind, childId, episodeId])).toEqual([
      ['found', rosa.childId, ofRosa], ['found', milan.childId, ofMilan], ['reported', rosa.childId, again.body.episodeId], ['found', rosa.childId, again.body.episodeId],
    ]);
    const { changes, children } = await statusOf(referralId);
    expect(changes?.map(({ event, childId, episodeId }) => [event, childId, episodeId])[0]).toEqual(['found', rosa.childId, ofRosa]);
    expect(children?.map(({ missingEpisodes }) => missingEpisodes?.length)).toEqual([2, 1]);
  });

  it('domestic abuse that was recorded in error takes the school\'s due time away, and the domestic abuse that is added again gives it back', async () => {
    const { body } = await publisher.submit(exampleReferral());
    const referralId = body.referralId as string;
    const notice = { rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', anchorAt: '2026-05-22T16:05:00.000Z' };
    const concern = (types: readonly string[]) => correct(referralId, { fields: [{ field: '/concern/types', value: types }, { field: '/concern/flags' }] });
    const taken = await concern(['missing']);
    expect(taken).toMatchObject({ status: 201, body: { due: [{ agency: 'hilltop-school', due: [], supersedes: [notice] }] } });
    expect(taken.body.notified).toContain('hilltop-school');
    const added = await correct(referralId, { fields: [{ field: '/concern/types', value: ['missing', 'domestic-abuse'] }] });
    expect(added.body.due).toEqual([{ agency: 'hilltop-school', due: [expect.objectContaining({ ...notice, dueAt: '2026-06-01T07:45:00.000Z' })] }]);
    const corrected = await correct(referralId, { fields: [{ field: '/incident/reportedAt', value: '2026-05-22T16:10:00Z' }] });
    expect(corrected.body.due).toMatchObject([{ agency: 'hilltop-school', due: [{ anchorAt: '2026-05-22T16:10:00.000Z' }], supersedes: [notice] }]);
    expect((await statusOf(referralId)).changes?.map(({ due }) => due)).toEqual([taken.body.due, added.body.due, corrected.body.due]);
    const facts = (await exchange.published(CorrectionPublishedContract, referralId, 3)).toSorted((one, other) => one.data.version - other.data.version);
    expect(facts.map(({ data }) => data.due)).toEqual([taken.body.due, added.body.due, corrected.body.due]);
  });
});
