import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { readPartnership, resolveRecipients, type Partnership } from '#libs/agreements';
import type { AuditEventPage, AuditOverduePage, AuditReferralPage, AuditTimeline } from '#libs/contracts';
import { ReferralFacts } from '#libs/testing';

import { AuditUnderTest, callerOf } from '../test-support/audit-under-test.js';

const [SCHOOL, OTHER_SCHOOL] = ['hilltop-school', 'riverside-school'];
const [OLDEST_URN, OLD_URN, NEW_URN, OTHER_URN] = ['121669', '142001', '150001', '142002'];

/** Whom the agreements of a partnership name for a child at a school. */
function recipients(partnership: Partnership, urn: string): readonly string[] {
  const facts = { force: 'northshire-police', concernTypes: ['domestic-abuse'], grade: 'red', children: [{ area: 'northshire', school: { urn } }], on: '2026-05-22' } as const;
  return resolveRecipients(partnership, facts).map(({ agency }) => agency);
}

async function partnershipIn(file: string): Promise<Partnership> {
  const read = await readPartnership(file);
  if (!read.ok) throw new Error(`${file} is not valid`);
  return read.value;
}

describe('Hilltop School has become an academy, and has another number', () => {
  let folder: string;
  let audit: AuditUnderTest;
  let before: ReferralFacts;
  let byOldest: ReferralFacts;
  let after: ReferralFacts;
  let ofOther: ReferralFacts;

  const json = async <Body>(organisation: string, path: string): Promise<Body> =>
    (await (await audit.get(path, callerOf(organisation, 'dsl-0007'))).json()) as Body;
  const seenBy = async (organisation: string): Promise<ReadonlySet<string | undefined>> => {
    const from = `from=${before.at(-100)}`;
    const { items } = await json<AuditEventPage>(organisation, `/v1/audit/events?${from}&by=recorded&limit=500`);
    const referrals = (await json<AuditReferralPage>(organisation, `/v1/audit/referrals?${from}`)).items.map(({ referralId }) => referralId);
    expect(new Set(referrals)).toEqual(new Set(items.map(({ referralId }) => referralId)));
    return new Set(referrals);
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'former-urn-'));
    await cp('infra/partnership/northshire', folder, { recursive: true });
    const file = join(folder, 'partnership.yaml');
    const old = await partnershipIn(file);
    await writeFile(file, (await readFile(file, 'utf8')).replace(`urn: "${OLD_URN}"`, `urn: "${NEW_URN}"`).replace('formerUrns: [', `formerUrns: ["${OLD_URN}", `));
    const now = await partnershipIn(file);
    audit = await AuditUnderTest.start(file);
    [before, byOldest, after, ofOther] = [new ReferralFacts(audit.topics), new ReferralFacts(audit.topics), new ReferralFacts(audit.topics), new ReferralFacts(audit.topics)];
    await audit.publish([
      before.published(recipients(old, OLD_URN), 'acknowledge'), before.receipt(SCHOOL, 'delivered', 1), before.receipt(SCHOOL, 'opened', 2),
      byOldest.published(recipients(now, OLDEST_URN), 'acknowledge'), byOldest.receipt(SCHOOL, 'delivered', 3),
      after.published(recipients(now, NEW_URN), 'acknowledge'), after.receipt(SCHOOL, 'delivered', 3),
      ofOther.published(recipients(now, OTHER_URN), 'acknowledge'), ofOther.receipt(OTHER_SCHOOL, 'delivered', 4),
    ]);
  }, 60_000);
  afterAll(async () => {
    await audit.stop();
    await rm(folder, { recursive: true });
  }, 30_000);

  it('goes on seeing the record of the pupils whom the police named by the old number', async () => {
    expect(await seenBy(SCHOOL)).toEqual(new Set([before, byOldest, after].map(({ referralId }) => referralId)));
    const timeline = await json<AuditTimeline>(SCHOOL, `/v1/audit/referrals/${before.referralId}/timeline`);
    expect(timeline.recipients).toMatchObject([{ agency: SCHOOL, highestRung: 'opened' }]);
    const { items } = await json<AuditOverduePage>(SCHOOL, '/v1/audit/overdue');
    expect(items.filter(({ agency }) => agency !== SCHOOL)).toEqual([]);
  });

  it('sees nothing of the other school and of the hub, and they see nothing of it', async () => {
    expect(await seenBy(OTHER_SCHOOL)).toEqual(new Set([ofOther.referralId]));
    const refused = await audit.get(`/v1/audit/referrals/${before.referralId}/timeline`, callerOf(OTHER_SCHOOL, 'dsl-0009'));
    expect([refused.status, await refused.json()]).toMatchObject([404, { code: 'AUD-002' }]);
    expect(JSON.stringify(await json(SCHOOL, `/v1/audit/referrals/${before.referralId}/timeline`))).not.toContain('northshire-csc');
    expect(await json(SCHOOL, `/v1/audit/events?from=${before.at(-100)}&agency=${OTHER_SCHOOL}`)).toMatchObject({ code: 'AUD-008' });
  });

  it('is no caller by its number', async () => {
    for (const urn of [OLDEST_URN, OLD_URN, NEW_URN]) expect(await json(urn, `/v1/audit/referrals?from=${before.at(-100)}`)).toMatchObject({ status: 401, code: 'IDN-006' });
  });
});
