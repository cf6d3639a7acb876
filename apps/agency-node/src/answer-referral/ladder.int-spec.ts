import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { compileContract, InboxProgress, OpenedReferral } from '#libs/contracts';
import { testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { eventually, ExchangeUnderTest, type NodeUnderTest } from '../test-support/exchange-under-test.js';

// The receipts arrive through Kafka, and a busy machine delays them.
jest.setTimeout(20_000);

describe('people of an agency answer a referral', () => {
  let exchange: ExchangeUnderTest;
  let node: NodeUnderTest;
  let copy: NodeUnderTest;

  beforeAll(async () => {
    exchange = await ExchangeUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
    [node, copy] = await Promise.all([exchange.startNode(), exchange.startNode()]);
  }, 30_000);

  afterAll(() => exchange.remove(), 30_000);

  async function received(): Promise<string> {
    const referral = exchange.share();
    await exchange.publish(referral);
    await eventually('the delivery', () => exchange.receiptsOf(referral.referralId).length === 1);
    return referral.referralId;
  }

  const rungsOf = (referralId: string): readonly string[] => exchange.receiptsOf(referralId).map(({ rung }) => rung);
  const receipts = (referralId: string, count: number) =>
    eventually(`${count} receipts`, () => exchange.receiptsOf(referralId).length >= count && exchange.receiptsOf(referralId));

  it('a named person opens, accepts, decides and feeds back, and each step is a receipt of its own', async () => {
    const id = await received();
    const opened = await node.open(id);
    expect(opened.status).toBe(200);
    expect(opened.body).toMatchObject({ referralId: id, force: 'northshire-police', progress: { rung: 'opened' } });
    expect(compileContract(OpenedReferral).validate(opened.body).ok).toBe(true);
    expect(opened.body.view.children[0].name.family).toBeDefined();
    const accepted = await node.put(`/v1/inbox/${id}/acceptance`, undefined);
    await node.put(`/v1/inbox/${id}/decision`, { decision: 'strategy-discussion' }, { person: 'mgr-7' });
    await node.put(`/v1/inbox/${id}/decision`, { decision: 'section-47-enquiry' }, { person: 'mgr-7' });
    const last = await node.put(`/v1/inbox/${id}/feedback`, { outcome: 'assessment-started' });

    expect(last).toMatchObject({ status: 200, body: { referralId: id, rung: 'fed_back' } });
    expect(compileContract(InboxProgress).validate(last.body).ok).toBe(true);
    const steps = (last.body.rungs as { rung: string; by?: string }[]).map(({ rung, by }) => [rung, by]);
    expect(steps).toEqual([
      ['delivered', undefined],
      ['opened', 'sw-0142'],
      ['accepted', 'sw-0142'],
      ['decided', 'mgr-7'],
      ['decided', 'mgr-7'],
      ['fed_back', 'sw-0142'],
    ]);
    const published = await receipts(id, 6);
    expect(published.map(({ rung, actor, decision, feedback }) => [rung, actor, decision ?? feedback])).toEqual([
      ['delivered', undefined, undefined],
      ['opened', 'sw-0142', undefined],
      ['accepted', 'sw-0142', undefined],
      ['decided', 'mgr-7', 'strategy-discussion'],
      ['decided', 'mgr-7', 'section-47-enquiry'],
      ['fed_back', 'sw-0142', 'assessment-started'],
    ]);
    const receipt = exchange.receipts.find(({ data }) => data.referralId === id && data.rung === 'accepted');
    expect(receipt?.correlationId).toBe(accepted.headers.get('x-correlation-id'));
    expect(new Set(published.map(({ messageId, envelopeDigest, offset }) => `${messageId} ${envelopeDigest} ${offset}`)).size).toBe(1);
  });

  it('no GET opens a referral in a person\'s name: a preview, a reload or a link checker leaves it unopened', async () => {
    const id = await received();
    for (const path of [`/v1/inbox/${id}`, `/v1/inbox/${id}/openings`, '/v1/inbox', '/v1/inbox/count']) {
      const answer = await node.get(path);
      expect(answer.text).not.toContain('children');
      expect(answer.status).toBe({ [`/v1/inbox/${id}`]: 404, [`/v1/inbox/${id}/openings`]: 405 }[path] ?? 200);
    }
    expect(await exchange.sql(`SELECT rung FROM step WHERE referral_id = '${id}'`)).toEqual([]);
    expect((await node.open(id)).body).toMatchObject({ progress: { rung: 'opened', rungs: [{ rung: 'delivered' }, { rung: 'opened', by: 'sw-0142' }] } });
    await receipts(id, 2);
    expect(rungsOf(id)).toEqual(['delivered', 'opened']);
  });

  it('the same step twice is the same answer and one receipt; a colleague who accepts or looks as well has a receipt of their own', async () => {
    const id = await received();
    const first = await node.open(id);
    expect((await copy.open(id)).body).toEqual(first.body);
    const accepted = await node.put(`/v1/inbox/${id}/acceptance`, {});
    expect((await copy.put(`/v1/inbox/${id}/acceptance`, {})).body).toEqual(accepted.body);
    const again = await copy.put(`/v1/inbox/${id}/acceptance`, {}, { person: 'sw-0143' });
    expect(again.body.rungs.slice(-2)).toMatchObject([{ rung: 'accepted', by: 'sw-0142' }, { rung: 'accepted', by: 'sw-0143', isRepeat: true }]);
    expect((await node.put(`/v1/inbox/${id}/acceptance`, {}, { person: 'sw-0143' })).body).toEqual(again.body);
    const second = await node.open(id, { person: 'sw-0143' });

    expect(second.body.progress.rung).toBe('accepted');
    await receipts(id, 5);
    expect(rungsOf(id)).toEqual(['delivered', 'opened', 'accepted', 'accepted', 'opened']);
  });

  it('a manager who decides the same, and a colleague who gives the same feedback, have a receipt of their own, once', async () => {
    const id = await received();
    await node.open(id);
    for (const [step, body] of [['acceptance', {}], ['decision', { decision: 'section-47-enquiry' }], ['feedback', { outcome: 'assessment-started' }]] as const) {
      for (const person of ['sw-0142', 'mgr-7', 'MGR-7', 'sw-0142']) expect((await node.put(`/v1/inbox/${id}/${step}`, body, { person })).status).toBe(200);
    }
    await receipts(id, 8);
    expect(exchange.receiptsOf(id).slice(2).map((receipt) => ('actor' in receipt ? [receipt.rung, receipt.actor] : []))).toEqual(
      ['accepted', 'decided', 'fed_back'].flatMap((rung) => [[rung, 'sw-0142'], [rung, 'mgr-7']]),
    );
  });

  it('an unopened referral cannot be answered, one that is not accepted cannot be decided, and a refusal is not turned into another', async () => {
    const id = await received();
    const refused = async (step: string, body: object, code: string, says: RegExp): Promise<void> => {
      const answer = await node.put(`/v1/inbox/${id}/${step}`, body);
      expect(answer).toMatchObject({ status: 409, body: { code } });
      expect(answer.body.detail).toMatch(says);
    };
    await refused('acceptance', {}, 'ACK-002', /open it before/);
    await node.open(id);
    await refused('decision', { decision: 'early-help' }, 'ACK-002', /must be accepted before/);
    await refused('feedback', { outcome: 'support-in-place' }, 'ACK-002', /accept, refuse or redirect/);
    expect((await node.put(`/v1/inbox/${id}/refusal`, { reason: 'duplicate' })).body).toMatchObject({ rung: 'refused' });
    await refused('refusal', { reason: 'not-our-remit' }, 'ACK-004', /other terms/);
    await refused('redirection', { agency: 'northmoor-csc', reason: 'moved-area' }, 'ACK-004', /already refused.*Only an acceptance can follow/);
    await refused('decision', { decision: 'early-help' }, 'ACK-002', /accept it after all, or give feedback/);
    expect((await node.put(`/v1/inbox/${id}/feedback`, { outcome: 'already-open-to-us' })).body).toMatchObject({ rung: 'fed_back' });
    await receipts(id, 4);
    expect(rungsOf(id)).toEqual(['delivered', 'opened', 'refused', 'fed_back']);
    expect(exchange.receiptsOf(id)[2]).toMatchObject({ reasonCode: 'duplicate' });
  });

  it('an agency that refused by mistake takes the referral after all, and both statements stay', async () => {
    const id = await received();
    await node.open(id);
    await node.put(`/v1/inbox/${id}/refusal`, { reason: 'child-not-known-to-us' });
    const accepted = await node.put(`/v1/inbox/${id}/acceptance`, {}, { person: 'mgr-7' });
    expect(accepted).toMatchObject({ status: 200, body: { rung: 'accepted' } });
    expect(accepted.body.rungs.map(({ rung, by }: { rung: string; by?: string }) => [rung, by])).toEqual([
      ['delivered', undefined], ['opened', 'sw-0142'], ['refused', 'sw-0142'], ['accepted', 'mgr-7'],
    ]);
    expect((await node.put(`/v1/inbox/${id}/decision`, { decision: 'early-help' })).status).toBe(200);
    expect((await node.put(`/v1/inbox/${id}/refusal`, { reason: 'child-not-known-to-us' })).body).toMatchObject({ code: 'ACK-004' });
    await receipts(id, 5);
    expect(rungsOf(id)).toEqual(['delivered', 'opened', 'refused', 'accepted', 'decided']);
  });

  it('a refusal as a duplicate names the other referral that the agency has, and no other one', async () => {
    const [id, other] = [await received(), await received()];
    await node.open(id);
    for (const body of [{ reason: 'duplicate', duplicateOf: id }, { reason: 'duplicate', duplicateOf: id.replace(/^./, 'f') }, { reason: 'not-our-area', duplicateOf: other }]) {
      expect(await node.put(`/v1/inbox/${id}/refusal`, body)).toMatchObject({ status: 422, body: { code: 'ACK-021', errors: [{ pointer: '/duplicateOf' }] } });
    }
    const refused = await node.put(`/v1/inbox/${id}/refusal`, { reason: 'duplicate', duplicateOf: other });
    expect(refused.body.rungs.at(-1)).toMatchObject({ rung: 'refused', reasonCode: 'duplicate', duplicateOf: other });
    expect((await receipts(id, 3))[2]).toMatchObject({ reasonCode: 'duplicate', duplicateOf: other });
  });

  it('a referral goes to another agency of the partnership, never to ourselves and never to a stranger', async () => {
    const id = await received();
    await node.open(id);
    for (const agency of ['northshire-csc', 'southshire-csc']) {
      const answer = await node.put(`/v1/inbox/${id}/redirection`, { agency, reason: 'not-our-area' });
      expect(answer).toMatchObject({ status: 422, body: { code: 'ACK-003', errors: [{ pointer: '/agency' }] } });
      expect(answer.body.detail).not.toContain(agency);
    }
    const redirected = await node.put(`/v1/inbox/${id}/redirection`, { agency: 'northmoor-csc', reason: 'moved-area' });
    expect(redirected.body).toMatchObject({ rung: 'redirected' });
    const published = await receipts(id, 3);
    expect(published[2]).toMatchObject({ rung: 'redirected', redirectedTo: 'northmoor-csc', reasonCode: 'moved-area' });
  });

  it('of two people who answer at the same moment, through two copies of the node, the one who accepts wins', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await received();
      await Promise.all([node.open(id), copy.open(id, { person: 'sw-0143' })]);
      const answers = await Promise.all([
        node.put(`/v1/inbox/${id}/acceptance`, {}),
        copy.put(`/v1/inbox/${id}/refusal`, { reason: 'not-our-area' }, { person: 'sw-0143' }),
      ]);
      const [acceptance, refusal] = answers;
      expect(acceptance?.status).toBe(200);
      // A refusal that came first is on record, and the acceptance corrects it. One that came later is no answer.
      if (refusal?.status !== 200) expect(refusal).toMatchObject({ status: 409, body: { code: 'ACK-004' } });
      const count = refusal?.status === 200 ? 5 : 4;
      await receipts(id, count);
      expect(rungsOf(id).filter((rung) => ['accepted', 'refused'].includes(rung))).toEqual(count === 5 ? ['refused', 'accepted'] : ['accepted']);
      expect((await node.open(id)).body.progress.rung).toBe('accepted');
    }
  });

  it('without a record of the reader, no content is shown', async () => {
    const id = await received();
    await exchange.sql('ALTER TABLE outbox ADD CONSTRAINT no_room CHECK (false) NOT VALID');
    const answer = await node.open(id);
    await exchange.sql('ALTER TABLE outbox DROP CONSTRAINT no_room');

    expect(answer).toMatchObject({ status: 500, body: { code: 'GEN-009' } });
    expect(answer.text).not.toContain('children');
    expect(await exchange.sql(`SELECT 1 FROM step WHERE referral_id = '${id}'`)).toEqual([]);
    expect((await node.open(id)).status).toBe(200);
  });

  it('only people of this agency find anything here, and only by name do they read or answer', async () => {
    const id = await received();
    const steps: [string, object][] = [
      ['acceptance', {}],
      ['decision', { decision: 'early-help' }],
      ['feedback', { outcome: 'support-in-place' }],
    ];
    expect((await node.open(id, { person: null })).body).toMatchObject({ status: 403, code: 'GEN-008' });
    for (const [step, body] of steps) {
      expect((await node.put(`/v1/inbox/${id}/${step}`, body, { person: null })).body).toMatchObject({ code: 'GEN-008' });
      expect((await node.put(`/v1/inbox/${id}/${step}`, body, { organisation: 'hilltop-school' })).body).toMatchObject({ code: 'GEN-003' });
    }
    expect((await node.open(id, { organisation: 'northshire-police' })).body).toMatchObject({ status: 404, code: 'GEN-003' });
    for (const path of ['/v1/inbox', '/v1/inbox/count', '/v1/dead-letters']) {
      expect((await node.get(path, { organisation: 'northshire-police' })).body).toMatchObject({ status: 404, code: 'GEN-003' });
    }
    expect(rungsOf(id)).toEqual(['delivered']);
  });

  it('what is not in the contract is refused with its place, and not repeated', async () => {
    const id = await received();
    const refusal = await node.put(`/v1/inbox/${id}/refusal`, { reason: 'Amara Example is known to us', note: 'x' });
    expect(refusal).toMatchObject({ status: 422, body: { code: 'GEN-001' } });
    expect(refusal.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual(['/note', '/reason']);
    expect(refusal.text).not.toContain('Amara');
    expect((await node.open('not-a-uuid')).body).toMatchObject({ code: 'GEN-012' });
    expect((await node.put(`/v1/inbox/${id.replace(/^./, 'f')}/acceptance`, {})).body).toMatchObject({ code: 'ACK-001' });
  });
});
