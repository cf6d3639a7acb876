import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CorrectionPublishedContract } from '#libs/contracts';

import { changedPartnership } from '../test-support/changed-partnership.js';
import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

jest.setTimeout(30_000);

const SCHOOL = 'hilltop-school';

/** The school was notified of domestic abuse, and the report was corrected once. Then the agreement with the schools ended. */
const counting = (minute: string) => ({ rule: 'SCHOOL_NOTICE', anchor: 'reasonable-grounds', anchorAt: `2026-05-22T16:${minute}:00.000Z` });

describe('a correction after the agreement with a school has ended', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;
  let partnership: Awaited<ReturnType<typeof changedPartnership>>;
  let referralIds: readonly string[];

  const correct = (referralId: string, ...fields: readonly object[]) =>
    publisher.record(`/v1/referrals/${referralId}/corrections`, { reason: 'recorded-in-error', fields });

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
    referralIds = await Promise.all([1, 2].map(async () => (await publisher.submit(exampleReferral())).body.referralId as string));
    for (const referralId of referralIds) {
      expect((await correct(referralId, { field: '/incident/reportedAt', value: '2026-05-22T16:10:00Z' })).body.due).toMatchObject([{ agency: SCHOOL, due: [counting('10')] }]);
    }
    await publisher.stop();
    partnership = await changedPartnership((text) => text.replace('status: in-force', 'status: ended'), 'agreements/domestic-abuse-school-notification.yaml');
    publisher = await exchange.start({ PARTNERSHIP_FILE: partnership.file });
  }, 60_000);
  afterAll(async () => {
    await partnership.remove();
    await exchange.remove();
  }, 30_000);

  it('that takes the domestic abuse away ends the due time of the school, which is sent no content, and the force is asked to notify it', async () => {
    const [referralId = ''] = referralIds;
    const before = exchange.updates.filter(({ data }) => (data as { recipient?: string }).recipient === SCHOOL).length;
    const { status, body } = await correct(referralId, { field: '/concern/types', value: ['missing'] }, { field: '/concern/flags' });
    expect([status, body]).toMatchObject([201, { due: [{ agency: SCHOOL, due: [], supersedes: [counting('10')] }], notNotified: [SCHOOL] }]);
    expect(body.notified).not.toContain(SCHOOL);
    const facts = await exchange.published(CorrectionPublishedContract, referralId, 2);
    expect(facts.find(({ data }) => data.version === 3)?.data).toMatchObject({ due: body.due, notNotified: [SCHOOL] });
    // Added again, it is no duty of a school that can be notified of nothing.
    expect((await correct(referralId, { field: '/concern/types', value: ['missing', 'domestic-abuse'] })).body.due).toBeUndefined();
    expect(exchange.updates.filter(({ data }) => (data as { recipient?: string }).recipient === SCHOOL)).toHaveLength(before);
  });

  it('of the time of the report corrects the due time of the school, because its clock goes on; another field changes nothing', async () => {
    const [, referralId = ''] = referralIds;
    expect((await correct(referralId, { field: '/narrative', value: 'Rosa is at her aunt.' })).body.due).toBeUndefined();
    const { body } = await correct(referralId, { field: '/incident/reportedAt', value: '2026-05-22T16:20:00Z' });
    expect(body.due).toMatchObject([{ agency: SCHOOL, due: [counting('20')], supersedes: [counting('10')] }]);
  });
});
