import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest, type Shared } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

jest.setTimeout(30_000);

const HUB = 'northshire-csc';
const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('a child of whom little is known', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
  }, 30_000);

  afterAll(() => exchange.remove(), 30_000);

  const submit = (...children: object[]) => publisher.submit({ ...exampleReferral(), children });

  it.each<[string, object[]]>([
    ['has one name', [{ name: { given: 'Farishta' }, dateOfBirth: '2012-03-14' }]],
    ['has a family name and a nickname', [{ name: { family: 'Sukarno', otherNames: 'Smudge' }, ageEstimateYears: 9 }]],
    ['is unborn, with an expected date of birth and no name', [{ expectedDateOfBirth: inDays(90) }]],
    ['is one of unborn twins', [{ expectedDateOfBirth: inDays(30) }, { expectedDateOfBirth: inDays(30) }]],
    ['was born in a known month', [{ name: { given: 'Rosa', family: 'Testcase' }, dateOfBirth: '2012-03' }]],
    ['was born in a known year', [{ name: { given: 'Rosa', family: 'Testcase' }, dateOfBirth: '2012' }]],
    ['left care, at about 24', [{ name: { given: 'Rosa', family: 'Testcase' }, ageEstimateYears: 24 }]],
    ['is a newborn twin, with an NHS number each', [
      { name: { given: 'Baby', family: 'Testcase' }, dateOfBirth: '2026-05-20', identifiers: { nhsNumber: '9111231114' } },
      { name: { given: 'Baby', family: 'Testcase' }, dateOfBirth: '2026-05-20', identifiers: { nhsNumber: '4010232137' } },
    ]],
  ])('%s: the hub reads what the police know', async (_who, children) => {
    const { status, body } = await submit(...children);
    expect([status, body.errors]).toEqual([202, undefined]);
    const shared = (await exchange.sharedWith(body.referralId, [HUB])).get(HUB) as Shared;
    expect(shared.data.view.children).toEqual(children.map((child, index) => ({ childId: body.children[index].childId, ...child })));
  });

  it('is refused with a placeholder for a number, which proves nothing about two siblings, with a hint to leave it out', async () => {
    const placeholder = { identifiers: { nhsNumber: '9999999999' } };
    const { status, body } = await submit(
      { name: { given: 'Rosa', family: 'Testcase' }, dateOfBirth: '2012-03-14', ...placeholder },
      { name: { given: 'Milan', family: 'Testcase' }, dateOfBirth: '2014-01-01', ...placeholder },
    );
    expect([status, (body.errors as { pointer: string; code: string }[]).map(({ pointer, code }) => `${pointer} ${code}`)]).toEqual([422, [
      '/children/0/identifiers/nhsNumber placeholder-identifier', '/children/1/identifiers/nhsNumber placeholder-identifier',
    ]]);
    expect(JSON.stringify(body)).toContain('Leave the field out');
    expect(JSON.stringify(body)).not.toContain('9999999999');
  });

  it.each([['142001'], ['121669']])('goes to Hilltop School, and the school is notified by its number %s', async (urn) => {
    const { body } = await submit({ name: { given: 'Rosa' }, dateOfBirth: '2012', school: { name: 'Hilltop School', urn } });
    expect(body.completions).toBeUndefined();
    const school = (await exchange.sharedWith(body.referralId, ['hilltop-school'])).get('hilltop-school') as Shared;
    expect(school.data.view.children).toEqual([{ childId: expect.any(String), name: { given: 'Rosa' }, dateOfBirth: '2012' }]);
  });

  it('goes to a school of this name with another number: the referral goes out, and the sender is asked to check', async () => {
    const { status, body } = await submit({ name: { given: 'Rosa' }, dateOfBirth: '2012', school: { name: 'hilltop  school', urn: '130000' } });
    expect(status).toBe(202);
    const asked = [expect.objectContaining({ pointer: expect.stringMatching(/^\/children\/[0-9a-f-]{36}\/school\/urn$/), rule: 'SCHOOL_OF_THIS_NAME' })];
    expect(body.completions).toEqual(asked);
    expect(body.recipients.map(({ agency }: { agency: string }) => agency)).not.toContain('hilltop-school');
    expect((await publisher.get(`/v1/referrals/${body.referralId}`)).body.completions).toEqual(asked);
  });

  it('is refused where the same child is sent twice', async () => {
    const rosa = { name: { given: 'Rosa', family: 'Testcase' }, dateOfBirth: '2012-03-14' };
    expect((await submit(rosa, rosa)).body).toMatchObject({ status: 422, errors: [{ pointer: '/children/1', code: 'duplicate-child' }] });
  });
});
