import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  compileContract, ethnicityCodeDigest, EthnicityRecordedContract, MilestoneStatedContract, OpenedReferral, ReferralCorrectedContract,
  ReferralMissingEpisodeUpdatedContract, ReferralRegradedContract, ReferralWithdrawnContract,
  type EventContract, type ReferralCorrected, type ReferralShared,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import { testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { eventually, ExchangeUnderTest, OPERATOR, type NodeUnderTest, type SharedReferral } from '../test-support/exchange-under-test.js';

jest.setTimeout(20_000);

const EXAMPLE = ReferralCorrectedContract.examples['ethnicity'] as ReferralCorrected;

describe('the force changes what it has shared with an agency', () => {
  let exchange: ExchangeUnderTest;
  let node: NodeUnderTest;

  beforeAll(async () => {
    exchange = await ExchangeUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
    node = await exchange.startNode();
  }, 30_000);

  afterAll(() => exchange.remove(), 30_000);

  async function received(changes: Partial<ReferralShared> = {}): Promise<SharedReferral> {
    const referral = exchange.share(changes);
    await exchange.publish(referral);
    await eventually('the delivery', () => exchange.receiptsOf(referral.referralId).length === 1);
    return referral;
  }
  function correction({ referralId, key }: SharedReferral, version: number, narrative: string) {
    const copy = { ...EXAMPLE.copy, version, view: { ...EXAMPLE.copy.view, narrative } };
    const data = { ...EXAMPLE, referralId, updateId: newId(), fields: ['/narrative'], copy };
    return { updateId: data.updateId, message: exchange.update(ReferralCorrectedContract, data, key) };
  }
  const updates = (referralId: string, count: number) =>
    eventually(`${count} receipts for changes`, () => {
      const all = exchange.updatesOf(referralId);
      return all.length >= count && all;
    });
  const one = <Data>(contract: EventContract<Data>, referralId: string): Promise<Data> =>
    eventually(contract.type, () => exchange.statementsOf(contract, referralId)[0]);

  it('a correction takes the place of the content, moves no rung, and is acknowledged by a named person, once', async () => {
    const referral = await received();
    const { referralId } = referral;
    await node.open(referralId);
    await node.put(`/v1/inbox/${referralId}/acceptance`, {});
    const { updateId, message } = correction(referral, 2, 'What really happened.');
    await exchange.publish(message, message);
    const [delivered] = await updates(referralId, 1);
    expect(delivered).toMatchObject({ updateId, kind: 'correction', rung: 'delivered', messageId: message.headers['ce_id'] });
    expect(delivered).not.toHaveProperty('actor');

    const listed = (await node.get('/v1/inbox')).body.items.find((item: { referralId: string }) => item.referralId === referralId);
    expect(listed).toMatchObject({ rung: 'accepted', correctionsToAcknowledge: 1 });
    const opened = await node.open(referralId);
    expect(compileContract(OpenedReferral).validate(opened.body).ok).toBe(true);
    expect(opened.body).toMatchObject({ version: 2, view: { narrative: 'What really happened.' }, updates: [{ updateId, kind: 'correction', fields: ['/narrative'] }] });
    const path = `/v1/inbox/${referralId}/corrections/${updateId}/acknowledgement`;
    expect((await node.put(path, undefined, { person: null })).body).toMatchObject({ code: 'GEN-008' });
    const first = await node.put(path, undefined);
    expect(first).toMatchObject({ status: 200, body: { updateId, acknowledgedBy: 'sw-0142' } });
    expect((await node.put(path, undefined, { person: 'sw-0143' })).body).toEqual(first.body);
    const receipts = await updates(referralId, 2);
    expect(receipts.map((receipt) => [receipt.rung, 'actor' in receipt ? receipt.actor : undefined])).toEqual([['delivered', undefined], ['acknowledged', 'sw-0142']]);
    expect(exchange.receiptsOf(referralId).map(({ rung }) => rung)).toEqual(['delivered', 'opened', 'accepted']);
    expect((await node.put(`/v1/inbox/${referralId}/corrections/${newId()}/acknowledgement`, undefined)).body).toMatchObject({ status: 404, code: 'ACK-009' });
    expect(await exchange.sql(`SELECT envelope_digest FROM referral_update WHERE referral_id = '${referralId}'`)).toHaveLength(1);
  });

  it('a correction that was overtaken by a later one changes nothing, and has been delivered all the same', async () => {
    const referral = await received();
    const [second, third] = [correction(referral, 2, 'The second account.'), correction(referral, 3, 'The third account.')];
    await exchange.publish(third.message, second.message);
    expect((await updates(referral.referralId, 2)).map(({ updateId }) => updateId).toSorted()).toEqual([second.updateId, third.updateId].toSorted());
    expect((await node.open(referral.referralId)).body).toMatchObject({ version: 3, view: { narrative: 'The third account.' } });
  });

  it('comes in one batch with the referral, and for a referral that never came is quarantined until it has', async () => {
    const together = exchange.share();
    const change = correction(together, 2, 'Corrected at once.');
    await exchange.publish(together, change.message);
    await updates(together.referralId, 1);
    expect((await node.open(together.referralId)).body.view.narrative).toBe('Corrected at once.');

    const late = exchange.share();
    const early = correction(late, 2, 'Corrected too early.');
    await exchange.publish(early.message);
    const letter = await eventually('the dead letter', async () => (await node.get(`/v1/dead-letters?referralId=${late.referralId}`, OPERATOR)).body.items[0]);
    expect(letter).toMatchObject({ reasonCode: 'unknown-referral' });
    await exchange.publish(late);
    await eventually('the delivery', () => exchange.receiptsOf(late.referralId).some(({ rung }) => rung === 'delivered'));
    expect((await node.post(`/v1/dead-letters/${letter.id}/replay`, undefined, OPERATOR)).body).toMatchObject({ result: 'replayed' });
    expect((await node.open(late.referralId)).body.view.narrative).toBe('Corrected too early.');
  });

  it('a regrade and news of a missing child are shown with what they are, and need no acknowledgement', async () => {
    const { referralId, key } = await received();
    const common = { referralId, force: 'northshire-police', recipient: 'northshire-csc', issuedAt: '2026-05-22T18:21:00.000Z' };
    const [child] = EXAMPLE.copy.view.children ?? [];
    const [childId, episodeId] = [child?.childId ?? '', child?.missingEpisodes?.[0]?.episodeId ?? ''];
    const copy = { ...EXAMPLE.copy, version: 2, view: { ...EXAMPLE.copy.view, risk: { grade: 'amber', gradedAt: '2026-05-22T18:20:00Z', gradedBy: 'cc-4' } } } as const;
    await exchange.publish(
      exchange.update(ReferralRegradedContract, { ...common, updateId: newId(), grade: 'amber', copy }, key),
      exchange.update(ReferralMissingEpisodeUpdatedContract, { ...common, updateId: newId(), childId, episodeId, kind: 'found', at: '2026-05-23T02:10:00Z', copy: { ...copy, version: 3 } }, key),
    );
    expect((await updates(referralId, 2)).map(({ kind, rung }) => [kind, rung])).toEqual([['regrade', 'delivered'], ['missing-episode', 'delivered']]);
    const { body } = await node.open(referralId);
    expect(body.updates.map(({ kind, code, ...about }: { kind: string; code: string; childId?: string; episodeId?: string }) => [kind, code, about.childId, about.episodeId]))
      .toEqual([['regrade', 'amber', undefined, undefined], ['missing-episode', 'found', childId, episodeId]]);
    const listed = (await node.get('/v1/inbox')).body.items.find((item: { referralId: string }) => item.referralId === referralId);
    expect(listed).toMatchObject({ grade: 'amber' });
    expect(listed.correctionsToAcknowledge).toBeUndefined();
  });

  it('a withdrawn referral can be read and not answered; what was answered before stays', async () => {
    const [open, answered] = [await received(), await received()];
    await node.open(answered.referralId);
    await node.put(`/v1/inbox/${answered.referralId}/acceptance`, {});
    for (const { referralId, key } of [open, answered]) {
      await exchange.publish(exchange.update(ReferralWithdrawnContract, {
        referralId, updateId: newId(), force: 'northshire-police', recipient: 'northshire-csc', reason: 'wrong-child', issuedAt: '2026-05-23T08:00:00.000Z',
      }, key));
      await updates(referralId, 1);
    }
    expect((await node.open(open.referralId)).body).toMatchObject({ progress: { rung: 'opened' }, updates: [{ kind: 'withdrawal', code: 'wrong-child' }] });
    for (const [step, body] of [['acceptance', {}], ['refusal', { reason: 'duplicate' }], ['redirection', { agency: 'northmoor-csc', reason: 'moved-area' }]] as const) {
      expect((await node.put(`/v1/inbox/${open.referralId}/${step}`, body)).body).toMatchObject({ status: 409, code: 'ACK-008' });
    }
    expect((await node.put(`/v1/inbox/${answered.referralId}/acceptance`, {})).status).toBe(200);
    expect((await node.put(`/v1/inbox/${answered.referralId}/decision`, { decision: 'early-help' })).body).toMatchObject({ code: 'ACK-008' });
    expect((await node.put(`/v1/inbox/${answered.referralId}/feedback`, { outcome: 'already-open-to-us' })).status).toBe(200);
    const listed = (await node.get('/v1/inbox')).body.items.find((item: { referralId: string }) => item.referralId === open.referralId);
    expect(listed).toMatchObject({ withdrawnAt: '2026-05-23T08:00:00.000Z', rung: 'opened' });
  });

  it('records an ethnicity as stated to the agency, in the list that it uses, beside what the police sent', async () => {
    const { referralId } = await received();
    const record = (body: object) => node.put(`/v1/inbox/${referralId}/recorded-ethnicity`, body);
    expect((await record({ namespace: 'dfe/ethnicity', code: 'WROM' })).body).toMatchObject({ code: 'ACK-002' });
    const before = await node.open(referralId);
    // It has been read. An agency states its own work on a referral only after it has accepted it.
    expect((await record({ namespace: 'dfe/ethnicity', code: 'WROM' })).body).toMatchObject({ code: 'ACK-002' });
    await node.put(`/v1/inbox/${referralId}/acceptance`, {});
    const [{ childId }] = before.body.view.children;
    const first = await record({ namespace: 'dfe/ethnicity', code: 'WROM' });
    expect(first).toMatchObject({ status: 200, body: { childId, code: 'WROM', recordedBy: 'sw-0142' } });
    expect((await record({ namespace: 'dfe/ethnicity', code: 'WROM', childId })).body).toEqual(first.body);
    const stated = await one(EthnicityRecordedContract, referralId);
    const { value, data: code } = await eventually('the code', () => exchange.codes.find(({ data }) => data.receiptId === stated.receiptId));
    expect(code).toMatchObject({ agency: 'northshire-csc', referralId, namespace: 'dfe/ethnicity', code: 'WROM' });
    expect(stated).toMatchObject({ agency: 'northshire-csc', childId, codeDigest: ethnicityCodeDigest(code) });
    expect(String(value)).toContain('WROM');
    expect(exchange.sent.map((message) => String(message.value)).filter((text) => text.includes('WROM'))).toEqual([]);
    expect(exchange.logLines.filter((line) => line.includes('WROM'))).toEqual([]);
    expect((await node.open(referralId)).body.recordedEthnicities).toEqual([first.body]);
    expect((await record({ namespace: 'dfe/ethnicity', code: 'W3' })).body).toMatchObject({ status: 422, code: 'ACK-010' });
    expect((await record({ namespace: 'dfe/ethnicity', code: 'WROM', childId: newId() })).body).toMatchObject({ code: 'ACK-010', errors: [{ pointer: '/childId', code: 'unknown-child' }] });
    expect((await record({ namespace: 'police/ethnicity-perceived', code: 'IC1' })).body).toMatchObject({ code: 'GEN-001' });
    expect((await node.open(referralId)).body.view).toEqual(before.body.view);
  });

  it('states what was done, with the time from which a clock counts; stated again otherwise, all statements are kept', async () => {
    const { referralId } = await received();
    const state = (body: object) => node.put(`/v1/inbox/${referralId}/milestones`, body);
    const held = { kind: 'strategy-discussion-held', at: '2026-05-23T09:00:00+01:00' };
    await node.open(referralId);
    expect((await state(held)).body).toMatchObject({ status: 409, code: 'ACK-002' });
    await node.put(`/v1/inbox/${referralId}/acceptance`, {});
    const first = await state(held);
    expect(first).toMatchObject({ status: 200, body: { kind: held.kind, at: '2026-05-23T08:00:00.000Z', statedBy: 'sw-0142' } });
    expect((await state({ ...held, at: '2026-05-23T08:00:00Z' })).body).toEqual(first.body);
    await state({ ...held, at: '2026-05-23T08:30:00Z' });
    expect((await state({ ...held, at: '2099-01-01T00:00:00Z' })).body).toMatchObject({ code: 'ACK-011' });
    const stated = await eventually('both statements', () => {
      const all = exchange.statementsOf(MilestoneStatedContract, referralId);
      return all.length === 2 && all;
    });
    expect(stated.map(({ kind, at, hop }) => [kind, at, hop])).toEqual([[held.kind, held.at, 1], [held.kind, '2026-05-23T08:30:00Z', 1]]);
    expect((await state({ ...held, childId: newId() })).body).toMatchObject({ status: 422, code: 'ACK-011', errors: [{ pointer: '/childId', code: 'unknown-child' }] });
    expect((await state({ ...held, episodeId: newId() })).body).toMatchObject({ status: 422, code: 'ACK-011' });
    const [only] = EXAMPLE.copy.view.children ?? [];
    expect([first.body.childId, ...stated.map(({ childId }) => childId)]).toEqual([only?.childId, only?.childId, only?.childId]);
  });

  it('asks which child a conference was about where the view has siblings, and keeps one statement for each', async () => {
    const { referralId, key } = await received();
    const state = (body: object) => node.put(`/v1/inbox/${referralId}/milestones`, body);
    const held = { kind: 'conference-held', at: '2026-05-25T13:00:00.000Z' };
    await node.open(referralId);
    await node.put(`/v1/inbox/${referralId}/acceptance`, {});
    const [rosa, milan] = [{ childId: newId(), name: { given: 'Rosa' } }, { childId: newId(), name: { given: 'Milan' } }] as const;
    await exchange.publish(exchange.update(ReferralCorrectedContract, {
      referralId, updateId: newId(), force: 'northshire-police', recipient: 'northshire-csc', issuedAt: '2026-05-23T08:00:00.000Z', reason: 'new-information',
      fields: [`/children/${milan.childId}`], copy: { ...EXAMPLE.copy, version: 2, view: { ...EXAMPLE.copy.view, children: [rosa, milan] } },
    }, key));
    await updates(referralId, 1);
    const unclear = await state(held);
    expect(unclear.body).toMatchObject({ status: 422, code: 'ACK-011', errors: [{ pointer: '/childId', code: 'several-children' }, { code: 'several-children' }] });
    expect(unclear.text).not.toMatch(/Rosa|Milan/);
    const answers = [];
    for (const childId of [rosa.childId, milan.childId, rosa.childId]) answers.push((await state({ ...held, childId })).body);
    expect(answers[2]).toEqual(answers[0]);
    const stated = await eventually('a statement about each', () => {
      const all = exchange.statementsOf(MilestoneStatedContract, referralId);
      return all.length === 2 && all;
    });
    expect(stated.map(({ childId, kind }) => [childId, kind])).toEqual([[rosa.childId, held.kind], [milan.childId, held.kind]]);
  });

  it('states a return interview of one missing episode of one child, and asks which where it can be one of several', async () => {
    const { referralId, key } = await received();
    const state = (body: object) => node.put(`/v1/inbox/${referralId}/milestones`, body);
    const interview = { kind: 'return-interview-held', at: '2026-05-25T13:00:00.000Z' };
    await node.open(referralId);
    await node.put(`/v1/inbox/${referralId}/acceptance`, {});
    // The example has one child with one missing episode.
    const [only] = EXAMPLE.copy.view.children ?? [];
    expect(await state(interview)).toMatchObject({ status: 200, body: { childId: only?.childId, episodeId: only?.missingEpisodes?.[0]?.episodeId } });

    const missing = { missingSince: '2026-05-22T15:30:00Z', reportedAt: '2026-05-22T16:05:00Z', riskLevel: 'high' } as const;
    const missingChild = () => ({ childId: newId(), missingEpisodes: [{ episodeId: newId(), ...missing }] as const });
    const [rosa, milan] = [missingChild(), missingChild()];
    const copy = { ...EXAMPLE.copy, version: 2, view: { ...EXAMPLE.copy.view, children: [rosa, milan] } };
    await exchange.publish(exchange.update(ReferralCorrectedContract, {
      referralId, updateId: newId(), force: 'northshire-police', recipient: 'northshire-csc', issuedAt: '2026-05-23T08:00:00.000Z', reason: 'new-information',
      fields: [`/children/${milan.childId}`], copy,
    }, key));
    await updates(referralId, 1);
    const unclear = await state(interview);
    expect(unclear.body).toMatchObject({ status: 422, code: 'ACK-011', errors: [{ code: 'several-children' }, { code: 'several-children' }] });
    for (const { childId } of [rosa, milan]) expect(unclear.text).toContain(childId);
    const ofRosa = { childId: rosa.childId, episodeId: rosa.missingEpisodes[0].episodeId };
    expect(await state({ ...interview, childId: rosa.childId })).toMatchObject({ status: 200, body: ofRosa });
    expect(await state({ ...interview, episodeId: milan.missingEpisodes[0].episodeId })).toMatchObject({ status: 200, body: { childId: milan.childId } });
    const stated = await eventually('the three statements', () => {
      const all = exchange.statementsOf(MilestoneStatedContract, referralId);
      return all.length === 3 && all;
    });
    expect(stated.map(({ childId }) => childId)).toEqual([only?.childId, rosa.childId, milan.childId]);
    expect(stated[1]).toMatchObject({ kind: interview.kind, ...ofRosa });
  });
});
