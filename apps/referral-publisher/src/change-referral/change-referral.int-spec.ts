import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import {
  ChangeRecorded, compileContract, CorrectionPublishedContract, MilestoneStatedContract, MissingEpisodeRecordedContract, ReferralCorrectedContract, ReferralMissingEpisodeUpdatedContract,
  ReferralRecipientAddedContract, ReferralRegradedContract, ReferralStatus, ReferralWithdrawnContract, RiskRegradedContract,
  UpdateAcknowledgedContract, WithdrawalPublishedContract, type ChildIdentity, type ReceivedEvent, type ReferralCorrected, type SubmitReferralRequest,
} from '#libs/contracts';
import { newId } from '#libs/kernel';
import { machineBatch } from '#libs/testing';

import { storedPointer } from '../given-ids.js';
import { eventually } from '../test-support/eventually.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { canaryReferral, exampleReferral } from '../test-support/referrals.js';

jest.setTimeout(30_000);

const HUB = 'northshire-csc';
const HEALTH = 'northshire-icb';
const SCHOOL = 'hilltop-school';
const PROBATION = 'northshire-probation';

describe('a force changes what it has shared', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
  }, 30_000);

  afterAll(() => exchange.remove(), 30_000);

  async function published(content: SubmitReferralRequest = exampleReferral()): Promise<string> {
    const answer = await publisher.submit(content);
    expect(answer.status).toBe(202);
    return answer.body.referralId as string;
  }
  /** Names the fields of children by their positions, as the test does, and sends their ids. */
  const correct = async (referralId: string, fields: readonly { readonly field: string; readonly value?: unknown }[], more: object = {}) => {
    const named = await Promise.all(fields.map(async (each) => ({ ...each, field: await pointerIn(referralId, each.field) })));
    return publisher.record(`/v1/referrals/${referralId}/corrections`, { reason: 'recorded-in-error', fields: named }, more);
  };
  const childrenOf = async (referralId: string): Promise<readonly ChildIdentity[]> => (await statusOf(referralId)).children ?? [];
  const pointerIn = async (referralId: string, pointer: string): Promise<string> => (
    pointer.startsWith('/children/') ? storedPointer({ children: await childrenOf(referralId) }, pointer) : pointer);
  const statusOf = async (referralId: string): Promise<ReferralStatus> => (await publisher.get(`/v1/referrals/${referralId}`)).body as ReferralStatus;
  const corrections = (referralId: string, count: number): Promise<readonly ReceivedEvent<ReferralCorrected>[]> =>
    exchange.published(ReferralCorrectedContract, referralId, count);
  const acknowledged = (copy: ReceivedEvent<ReferralCorrected>) => exchange.statement(UpdateAcknowledgedContract, copy.attributes.partitionKey, {
    receiptId: newId(), referralId: copy.data.referralId, agency: copy.data.recipient, updateId: copy.data.updateId, kind: 'correction', rung: 'acknowledged',
    actor: 'sw-0142', messageId: copy.attributes.id, envelopeDigest: copy.digest,
    topic: copy.message.topic, partition: copy.message.partition, offset: copy.message.offset, occurredAt: new Date().toISOString(),
  });
  const delivered = ({ attributes: { id: messageId, correlationId }, data: { referralId, recipient, updateId }, digest, message: { partition, offset } }: ReceivedEvent<ReferralCorrected>) =>
    machineBatch(exchange.topics, recipient, partition, [{
      receiptId: newId(), rung: 'delivered', referralId, messageId, envelopeDigest: digest, copyType: 'safeguarding.referral.corrected.v1', updateId, kind: 'correction',
      correlationId, offset, occurredAt: new Date().toISOString(),
    }]);

  it('a correction goes to everyone whose view holds the field, in that view, and as a fact without a value', async () => {
    const referralId = await published(canaryReferral());
    const answer = await correct(referralId, [{ field: '/children/0/name/family', value: 'Canary-Corrected' }, { field: '/children/1/ageEstimateYears', value: 5 }]);
    expect(answer).toMatchObject({ status: 201, body: { referralId, version: 2, notified: [HUB, HEALTH, SCHOOL, PROBATION] } });
    expect(compileContract(ChangeRecorded).validate(answer.body).ok).toBe(true);

    const [family, age] = [await pointerIn(referralId, '/children/0/name/family'), await pointerIn(referralId, '/children/1/ageEstimateYears')];
    const copies = new Map((await corrections(referralId, 4)).map((copy) => [copy.data.recipient, copy]));
    expect(copies.get(HUB)?.data).toMatchObject({
      fields: [family, age], reason: 'recorded-in-error', copy: { version: 2, hop: 1 },
    });
    expect(copies.get(SCHOOL)?.data.fields).toEqual([family]);
    expect(copies.get(SCHOOL)?.data.copy.view.children).toEqual([{ childId: expect.any(String), name: expect.objectContaining({ family: 'Canary-Corrected' }), dateOfBirth: '2012-03-14' }]);
    const shared = (await exchange.sharedWith(referralId, [HUB])).get(HUB) as Shared;
    expect([copies.get(HUB)?.message.key, copies.get(HUB)?.message.partition]).toEqual([shared.message.key, shared.message.partition]);

    const [fact] = await exchange.published(CorrectionPublishedContract, referralId);
    expect(fact?.data).toMatchObject({ fields: [family, age], children: await childrenOf(referralId), version: 2, correctedBy: 'pc-2041' });
    expect(fact?.data.recipients.map(({ agency, envelopeDigest }) => [agency, envelopeDigest])).toEqual(
      [HUB, HEALTH, SCHOOL, PROBATION].map((agency) => [agency, copies.get(agency)?.digest]),
    );
    expect(String(fact?.message.value) + JSON.stringify(fact?.message.headers)).not.toMatch(/canary-/i);
    expect(exchange.logLines.join('')).not.toMatch(/canary-corrected/i);
  });

  it('no agency is notified of a correction outside its view, and the record keeps the digest of the replaced content', async () => {
    const referralId = await published();
    const { body } = await correct(referralId, [{ field: '/narrative', value: 'Rosa was seen at the station.' }]);
    expect(body.notified).toEqual([HUB]);
    const again = await correct(referralId, [{ field: '/narrative', value: 'Rosa was seen at the bus station.' }]);
    expect(again.body).toMatchObject({ version: 3 });
    const facts = (await exchange.published(CorrectionPublishedContract, referralId, 2)).toSorted((one, other) => one.data.version - other.data.version);
    expect(facts[1]?.data.previousDigest).toBe(facts[0]?.data.contentDigest);
    const kept = await exchange.sql<{ digest: string }>(`SELECT digest FROM content_version WHERE referral_id = '${referralId}' ORDER BY version`);
    expect(kept.map(({ digest }) => digest)).toEqual(facts.map(({ data }) => data.previousDigest));
  });

  it('is corrected once, however often it is asked for, and another request under the key is refused', async () => {
    const referralId = await published();
    const key = newId();
    const fields = [{ field: '/narrative', value: 'As the mother put it.' }];
    const answers = await Promise.all([1, 2, 3].map(() => correct(referralId, fields, { key })));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await exchange.count('change', `referral_id = '${referralId}'`)).toBe(1);
    expect((await correct(referralId, [{ field: '/narrative', value: 'Otherwise.' }], { key })).body).toMatchObject({ status: 422, code: 'REF-003' });
    expect((await correct(referralId, fields, { key: null })).body).toMatchObject({ status: 400, code: 'REF-001' });
  });

  it.each([
    ['a field that no referral has', [{ field: '/suspect', value: 'canary' }], '/fields/0/field'],
    ['the risk, which is graded again instead', [{ field: '/risk/grade', value: 'green' }], '/fields/0/field'],
    ['a value that the field does not take', [{ field: '/children/0/dateOfBirth', value: '2012-02-30' }], '/children/0/dateOfBirth'],
    ['a number whose check digit is wrong', [{ field: '/children/0/identifiers/nhsNumber', value: '9111111111' }], '/children/0/identifiers/nhsNumber'],
    ['what a referral cannot be without', [{ field: '/narrative' }], '/narrative'],
    ['an area without an agency', [{ field: '/area', value: 'nowhere' }], '/area'],
    ['nothing', [{ field: '/area', value: 'northshire' }], '/fields'],
  ])('does not correct %s', async (_what, fields, pointer) => {
    const referralId = await published();
    const answer = await correct(referralId, fields);
    expect(answer.body).toMatchObject({ status: 422, code: 'REF-010', errors: [{ pointer: await pointerIn(referralId, pointer) }] });
    expect(answer.text).not.toMatch(/canary|9111111111/);
    expect(await exchange.count('change', `referral_id = '${referralId}'`)).toBe(0);
  });

  it('cannot be corrected, withdrawn or graded by another force, for which it does not exist', async () => {
    const referralId = await published();
    const stranger = { organisation: 'southshire-police' };
    expect((await correct(referralId, [{ field: '/narrative', value: 'x' }], stranger)).body).toMatchObject({ status: 404, code: 'REF-004' });
    expect((await publisher.record(`/v1/referrals/${referralId}/withdrawal`, { reason: 'duplicate' }, stranger)).status).toBe(404);
    expect((await correct(newId(), [{ field: '/narrative', value: 'x' }])).status).toBe(404);
  });

  it('the sender sees who has acknowledged a correction and who has not, and no rung of the referral moves by it', async () => {
    const referralId = await published();
    await correct(referralId, [{ field: '/children/0/name/given', value: 'Roza' }]);
    const copies = await corrections(referralId, 4);
    const of = (agency: string) => copies.find(({ data }) => data.recipient === agency) as ReceivedEvent<ReferralCorrected>;
    const forged = { ...acknowledged(of(SCHOOL)), topic: exchange.topics.acknowledgement(HEALTH) };
    await exchange.agenciesPublish(delivered(of(HUB)), acknowledged(of(HUB)), delivered(of(HEALTH)), forged);
    const status = await eventually('the acknowledgement', async () => {
      const now = await statusOf(referralId);
      return now.changes?.[0]?.recipients.some(({ acknowledgedAt }) => acknowledgedAt !== undefined) === true && now;
    });
    expect(compileContract(ReferralStatus).validate(status).ok).toBe(true);
    expect(status.changes).toMatchObject([{ kind: 'correction', by: 'pc-2041', fields: [await pointerIn(referralId, '/children/0/name/given')] }]);
    expect(status.changes?.[0]?.recipients.map(({ agency, acknowledgedBy }) => [agency, acknowledgedBy])).toEqual([
      [HUB, 'sw-0142'], [HEALTH, undefined], [SCHOOL, undefined], [PROBATION, undefined],
    ]);
    expect(status.recipients.map(({ rung }) => rung)).toEqual(['published', 'published', 'published', 'published']);
    const refused = await eventually('the forged one', async () => (await statusOf(referralId)).recipients.find(({ notCounted }) => notCounted !== undefined));
    expect(refused).toMatchObject({ agency: HEALTH, notCounted: [{ kind: 'update-acknowledged', verdict: 'refused', code: 'wrong-agency' }] });
  });

  it('an agency that gets the referral later, by a redirect, gets it as it is now, and the next correction as well', async () => {
    const referralId = await published();
    await correct(referralId, [{ field: '/children/0/name/given', value: 'Roza' }, { field: '/area', value: 'northmoor' }]);
    const hub = (await exchange.sharedWith(referralId, [HUB, 'northmoor-csc'])).get('northmoor-csc') as Shared;
    expect(hub.data).toMatchObject({ hop: 2, view: { children: [{ name: { given: 'Roza' } }] } });
    const [added] = await exchange.published(ReferralRecipientAddedContract, referralId);
    expect(added?.data).toMatchObject({ agency: 'northmoor-csc', hop: 2, reason: 'corrected', messageId: hub.attributes.id, envelopeDigest: hub.digest });
    const { body } = await correct(referralId, [{ field: '/children/0/name/given', value: 'Rosa' }]);
    // No route leads to the hub of the first area any more. That hub holds the wrong name and is notified all the same.
    expect(body.notified).toEqual([HUB, HEALTH, SCHOOL, PROBATION, 'northmoor-csc']);
  });

  it('a withdrawal tells everyone who holds it, and ends what can be done with it', async () => {
    const referralId = await published();
    const withdrawn = await publisher.record(`/v1/referrals/${referralId}/withdrawal`, { reason: 'wrong-child' });
    expect(withdrawn).toMatchObject({ status: 201, body: { notified: [HUB, HEALTH, SCHOOL, PROBATION] } });
    const notices = await exchange.published(ReferralWithdrawnContract, referralId, 4);
    const [fact] = await exchange.published(WithdrawalPublishedContract, referralId);
    expect(fact?.data.recipients.map(({ messageId }) => messageId).toSorted()).toEqual(notices.map(({ attributes }) => attributes.id).toSorted());
    expect((await statusOf(referralId)).withdrawnAt).toBe(fact?.data.withdrawnAt);
    for (const again of [
      await publisher.record(`/v1/referrals/${referralId}/withdrawal`, { reason: 'duplicate' }),
      await correct(referralId, [{ field: '/narrative', value: 'x' }]),
    ]) expect(again.body).toMatchObject({ status: 409, code: 'REF-009' });

    const hub = (await exchange.sharedWith(referralId, [HUB])).get(HUB) as Shared;
    await exchange.agenciesPublish(...exchange.receiptsUpTo('opened', hub), exchange.receipt(hub, 'redirected', { redirectedTo: 'northmoor-csc', reasonCode: 'not-our-area' }));
    await eventually('the redirect', async () => (await statusOf(referralId)).recipients[0]?.rung === 'redirected');
    expect(exchange.factsOf('forwarded', referralId)).toEqual([]);
  });

  it('a regrade keeps the delay since the report, tells those who may see the risk, and brings in whom the agreements name at the new grade', async () => {
    const green = exampleReferral();
    const referralId = await published({ ...green, concern: { types: ['missing'] }, risk: { ...green.risk, grade: 'green' } });
    const before = (await statusOf(referralId)).recipients.map(({ agency }) => agency);
    expect(before).toEqual([HUB]);
    const grading = { grade: 'red', gradedAt: '2026-05-22T18:05:00Z', gradedBy: 'cc-04' };
    const answer = await publisher.record(`/v1/referrals/${referralId}/risk-gradings`, grading);
    expect(answer).toMatchObject({ status: 201, body: { notified: [HUB], added: [HEALTH], version: 2 } });
    const [fact] = await exchange.published(RiskRegradedContract, referralId);
    expect(fact?.data).toMatchObject({ grade: 'red', previousGrade: 'green', gradedBy: 'cc-04', minutesSinceReport: 120, minutesSincePreviousGrade: 85 });
    const [copy] = await exchange.published(ReferralRegradedContract, referralId);
    expect(copy?.data).toMatchObject({ recipient: HUB, grade: 'red', copy: { view: { risk: { grade: 'red' } } } });
    expect((await exchange.sharedWith(referralId, [HEALTH])).get(HEALTH)?.data).toMatchObject({ hop: 2, view: { risk: { grade: 'red' } } });
    const earlier = await publisher.record(`/v1/referrals/${referralId}/risk-gradings`, { ...grading, gradedAt: '2026-05-22T17:00:00Z' });
    expect(earlier.body).toMatchObject({ status: 422, code: 'REF-018', errors: [{ pointer: '/gradedAt', code: 'before-the-last-grading' }] });
    const beforeReport = await publisher.record(`/v1/referrals/${referralId}/risk-gradings`, { ...grading, gradedAt: '2026-05-22T15:00:00Z' });
    expect(beforeReport.body).toMatchObject({ errors: [{ pointer: '/gradedAt', code: 'times-out-of-order' }] });
  });

  it('the events of a missing episode go to the agencies that may see them, in codes and times', async () => {
    const referralId = await published();
    const happen = (body: object) => publisher.record(`/v1/referrals/${referralId}/missing-episode-events`, body);
    const level = { kind: 'risk-level-set', at: '2026-05-22T18:00:00Z', riskLevel: 'medium', informationSource: 'school', informationObtainedAt: '2026-05-22T17:40:00Z' };
    expect(await happen(level)).toMatchObject({ status: 201, body: { notified: [HUB, HEALTH] } });
    expect((await happen({ kind: 'return-interview-held', at: '2026-05-23T10:00:00Z' })).body).toMatchObject({ status: 409, code: 'REF-012' });
    expect((await happen({ kind: 'found', at: '2026-05-23T02:10:00Z' })).status).toBe(201);
    expect((await happen({ kind: 'found', at: '2026-05-23T02:20:00Z' })).body).toMatchObject({ code: 'REF-012', detail: 'The child is recorded as found already.' });
    expect((await happen({ kind: 'return-interview-offered', at: '2026-05-23T10:00:00Z' })).body).toMatchObject({ notified: [HUB, HEALTH] });
    expect((await happen({ kind: 'risk-level-set', at: '2026-05-22T18:00:00Z' })).body).toMatchObject({ code: 'GEN-001' });
    const facts = await exchange.published(MissingEpisodeRecordedContract, referralId, 3);
    expect(facts.map(({ data }) => [data.kind, data.at])).toEqual([
      ['risk-level-set', '2026-05-22T18:00:00Z'], ['found', '2026-05-23T02:10:00Z'], ['return-interview-offered', '2026-05-23T10:00:00Z'],
    ]);
    const all = await exchange.published(ReferralMissingEpisodeUpdatedContract, referralId, 6);
    // The agreement hides from health which source informed the police. The event must not show more than the view.
    const toHealth = all.find(({ data }) => data.recipient === HEALTH && data.kind === 'risk-level-set');
    expect(toHealth?.data).toMatchObject({ riskLevel: 'medium', informationObtainedAt: '2026-05-22T17:40:00Z' });
    expect(String(toHealth?.message.value)).not.toMatch(/informationSource|informationFrom|school/);
    const copies = all.filter(({ data }) => data.recipient === HUB);
    expect(copies[0]?.data).toMatchObject({ informationSource: 'school' });
    expect(copies[1]?.data).toMatchObject({ kind: 'found', copy: { version: 3, view: { children: [{ missingEpisodes: [{ riskLevel: 'medium', foundAt: '2026-05-23T02:10:00Z' }] }] } } });
  });

  it('what an agency has done is shown to the sender', async () => {
    const referralId = await published();
    const shared = (await exchange.sharedWith(referralId, [HUB])).get(HUB) as Shared;
    await exchange.agenciesPublish(...exchange.receiptsUpTo('accepted', shared));
    const [at, occurredAt] = [new Date(Date.now() + 1_000).toISOString(), new Date(Date.now() + 2_000).toISOString()];
    const [childId = ''] = await childrenOf(referralId).then((children) => children.map((child) => child.childId));
    const milestone = { receiptId: newId(), referralId, agency: HUB, ...copyReference(shared), childId, kind: 'strategy-discussion-held', at, actor: 'mgr-7', occurredAt } as const;
    await exchange.agenciesPublish(exchange.statement(MilestoneStatedContract, shared.attributes.partitionKey, milestone));
    const status = await eventually('the milestone', async () => {
      const now = await statusOf(referralId);
      return now.milestones !== undefined && now;
    });
    expect(status.milestones).toEqual([{ agency: HUB, kind: 'strategy-discussion-held', childId, at, statedAt: occurredAt }]);
  });
});

/** How a statement names the copy that it is about. */
function copyReference(copy: Shared | undefined): { readonly hop: number; readonly messageId: string; readonly envelopeDigest: string } {
  if (copy === undefined) throw new Error('no copy was shared');
  return { hop: copy.data.hop, messageId: copy.attributes.id, envelopeDigest: copy.digest };
}
