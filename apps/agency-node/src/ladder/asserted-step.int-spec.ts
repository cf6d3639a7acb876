import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { makeTemporaryFolder, testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import { AGENCY, eventually, ExchangeUnderTest, PARTNERSHIP, type NodeUnderTest } from '../test-support/exchange-under-test.js';

/** A copy of the demonstration partnership in which the agency's records system may name its practitioners. */
function withRecordsSystem(folder: string): string {
  cpSync(dirname(PARTNERSHIP), folder, { recursive: true });
  const file = join(folder, 'partnership.yaml');
  const place = `  - id: ${AGENCY}\n`;
  const text = readFileSync(file, 'utf8');
  const changed = text.replace(place, `${place}    assertsPersons: [${AGENCY}-records]\n`);
  if (changed === text) throw new Error('the demonstration partnership has another form than this change expects');
  writeFileSync(file, changed);
  return file;
}

describe('a step that a practitioner takes through the records system of the agency', () => {
  const folder = makeTemporaryFolder('partnership');
  let exchange: ExchangeUnderTest;
  let node: NodeUnderTest;
  let strict: NodeUnderTest;

  beforeAll(async () => {
    exchange = await ExchangeUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
    [node, strict] = await Promise.all([exchange.startNode(withRecordsSystem(folder.path)), exchange.startNode()]);
  }, 60_000);
  afterAll(async () => {
    await exchange.remove();
    folder.remove();
  }, 30_000);

  it('is recorded as asserted by the system; that of a practitioner who signed in is not', async () => {
    const referral = exchange.share();
    await exchange.publish(referral);
    const { referralId } = referral;
    await eventually('the referral is in the inbox', async () => (await node.get('/v1/inbox')).text.includes(referralId));
    const asserted = { assertedPerson: 'sw-0142' };
    expect((await node.open(referralId, asserted)).status).toBe(200);
    expect((await node.put(`/v1/inbox/${referralId}/acceptance`, {})).status).toBe(200);
    const receipts = await eventually('both receipts', () => {
      const byPerson = exchange.receiptsOf(referralId).filter(({ actor }) => actor !== undefined);
      return byPerson.length === 2 && byPerson;
    });
    expect(receipts.map(({ rung, actor, assertedBy }) => [rung, actor, assertedBy])).toEqual([
      ['opened', 'sw-0142', `${AGENCY}-records`], ['accepted', 'sw-0142', undefined],
    ]);
    expect(await exchange.sql('SELECT rung, person, asserted_by FROM step ORDER BY ordinal')).toEqual([
      { rung: 'opened', person: 'sw-0142', asserted_by: `${AGENCY}-records` }, { rung: 'accepted', person: 'sw-0142', asserted_by: null },
    ]);
  }, 60_000);

  it('is refused where the partnership does not list the system', async () => {
    const refused = await strict.get('/v1/inbox', { assertedPerson: 'sw-0142' });
    expect([refused.status, (refused.body as { readonly code: string }).code]).toEqual([403, 'IDN-010']);
  });
});
