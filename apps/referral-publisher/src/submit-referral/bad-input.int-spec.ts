import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { callerOf, type PublisherCopy } from '../test-support/publisher-copy.js';
import { startPublisher, type PublisherUnderTest } from '../test-support/publisher-under-test.js';
import { canaryReferral, exampleReferral } from '../test-support/referrals.js';

/** A referral with one thing changed, by path; `undefined` takes it out. */
function changed(path: string, value: unknown): object {
  const body = structuredClone(canaryReferral()) as unknown as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() ?? '';
  const owner = names.reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, body);
  owner[last] = value;
  return body;
}

const text = JSON.stringify(canaryReferral());
/** The referral as text with raw JSON before its first field, because no object can express it. */
const withRaw = (raw: string): string => `{${raw},${text.slice(1)}`;
const twin = exampleReferral().children[0];

const onePointer: [string, object | string, number, string, string[]][] = [
  ['a number where text belongs', changed('narrative', 4417), 422, 'GEN-001', ['/narrative']],
  ['an object where a list belongs', changed('children', { 0: 'Canary' }), 422, 'GEN-001', ['/children']],
  ['a list where an object belongs', changed('incident', ['canary']), 422, 'GEN-001', ['/incident']],
  ['null instead of left out', changed('children.0.missingEpisodes', null), 422, 'GEN-001', ['/children/0/missingEpisodes']],
  ['a missing episode of the referral, which belongs to a child', changed('missingEpisode', { canary: true }), 422, 'GEN-001', ['/missingEpisode']],
  ['an id that the exchange gives', changed('children.0.childId', '7f0d3c52-6a1e-4b7f-9c55-2d8e4a906b11'), 422, 'GEN-001', ['/children/0/childId']],
  ['text where a number belongs', changed('children.1.ageEstimateYears', '4'), 422, 'GEN-001', ['/children/1/ageEstimateYears']],
  ['a number without end', text.replace('"ageEstimateYears":4', '"ageEstimateYears":1e999'), 422, 'GEN-001', ['/children/1/ageEstimateYears']],
  ['a missing field', changed('risk.gradedBy', undefined), 422, 'GEN-001', ['/risk/gradedBy']],
  ['an unknown field', changed('children.0.canaryField', 'canary'), 422, 'GEN-001', ['/children/0/canaryField']],
  ['__proto__', withRaw('"__proto__":{"canary":true}'), 422, 'GEN-001', ['']],
  ['__proto__ of a child', text.replace('"children":[{', '"children":[{"__proto__":{"canary":true},'), 422, 'GEN-001', ['/children/0']],
  ['constructor with a prototype', withRaw('"constructor":{"prototype":{"canary":true}}'), 422, 'GEN-001', ['']],
  ['constructor as text', withRaw('"constructor":"canary"'), 422, 'GEN-001', ['/constructor']],
  ['toString', withRaw('"toString":"canary"'), 422, 'GEN-001', ['/toString']],
  [String.raw`\u0000 in the narrative`, changed('narrative', 'canary\u0000'), 422, 'GEN-001', ['/narrative']],
  [String.raw`\u0000 in the name of a field`, withRaw(String.raw`"canary\u0000":1`), 422, 'GEN-001', ['']],
  ['half of a surrogate pair', changed('children.0.name.given', 'canary\uD800'), 422, 'GEN-001', ['/children/0/name/given']],
  ['a control character', changed('children.0.name.family', 'canary\u0007'), 422, 'GEN-001', ['/children/0/name/family']],
  ['a blank name', changed('children.0.name.family', '  \u200B '), 422, 'GEN-001', ['/children/0/name/family']],
  ['30 February', changed('children.0.dateOfBirth', '2026-02-30'), 422, 'GEN-001', ['/children/0/dateOfBirth']],
  ['30 February at noon', changed('incident.occurredAt', '2026-02-30T12:00:00Z'), 422, 'GEN-001', ['/incident/occurredAt']],
  ['a time without its offset', changed('risk.gradedAt', '2026-05-22T16:40:00'), 422, 'GEN-001', ['/risk/gradedAt']],
  ['a date of birth in the future', changed('children.0.dateOfBirth', '2091-03-14'), 422, 'REF-007', ['/children/0/dateOfBirth']],
  ['a parent\'s date of birth', changed('children.0.dateOfBirth', '1984-03-14'), 422, 'REF-007', ['/children/0/dateOfBirth']],
  ['an incident in the future', changed('incident.assessedAt', '2091-05-22T16:40:00Z'), 422, 'REF-007', ['/incident/assessedAt']],
  ['a report before the incident', changed('incident.reportedAt', '2026-05-22T15:00:00Z'), 422, 'REF-007', ['/incident/reportedAt']],
  ['a child without an age', changed('children.1.ageEstimateYears', undefined), 422, 'REF-007', ['/children/1/dateOfBirth']],
  ['no children', changed('children', []), 422, 'GEN-001', ['/children']],
  ['no concern', changed('concern.types', []), 422, 'GEN-001', ['/concern/types']],
  ['the same concern twice', changed('concern.types', ['missing', 'missing']), 422, 'GEN-001', ['/concern/types/1']],
  ['an unknown concern', changed('concern.types', ['canary']), 422, 'GEN-001', ['/concern/types/0']],
  ['the same child twice, word for word', changed('children', [twin, twin]), 422, 'REF-007', ['/children/1/identifiers/nhsNumber', '/children/1']],
  ['more than twenty children', changed('children', Array.from({ length: 21 }, (_, age) => ({ name: { given: `Canary-${age}`, family: 'Canary' }, ageEstimateYears: 3 }))), 422, 'GEN-001', ['/children']],
  ['a narrative longer than any', changed('narrative', 'canary '.repeat(3_000)), 422, 'GEN-001', ['/narrative']],
  ['a list of nothing but lists', '[[[["canary"]]]]', 422, 'GEN-001', ['']],
  ['an area without an agency, though the school would be notified', changed('area', 'canaryshire'), 422, 'REF-006', ['/area']],
  ['text alone', '"canary"', 422, 'GEN-001', ['']],
  ['a second risk', withRaw('"risk":{"grade":"canary"}'), 400, 'GEN-018', ['/risk']],
  ['a second given name', text.replace('"given":', '"given":"Canary","given":'), 400, 'GEN-018', ['/children/0/name/given']],
  ['a blue grade, which local policy does not share', changed('risk.grade', 'blue'), 422, 'REF-006', ['/risk/grade']],
];

const noPointer: [string, object | string, number, string][] = [
  ['half a body', text.slice(0, -20), 400, 'GEN-002'],
  ['a comma too many', `${text.slice(0, -1)},}`, 400, 'GEN-002'],
  ['single quotes', "{'narrative':'canary'}", 400, 'GEN-002'],
  ['nothing', '', 400, 'GEN-002'],
  ['2,000 levels of lists', `${'['.repeat(2_000)}"canary"${']'.repeat(2_000)}`, 400, 'GEN-002'],
  ['2,000 levels of objects in the narrative', text.replace('"narrative":', `"narrative":${'{"canary":'.repeat(2_000)}1${'}'.repeat(2_000)},"other":`), 400, 'GEN-002'],
  ['5 MB', changed('narrative', 'canary '.repeat(750_000)), 413, 'GEN-005'],
  ['another force', changed('referrer.force', 'canary-police'), 403, 'REF-008'],
];

/** Pointers may repeat names of fields, but never their values. The correlation id is the exchange's own, and its digits can be those of a value. */
function expectNoEcho(answer: string): void {
  expect(answer.replaceAll('canaryField', '').replace(/"correlationId":"[0-9a-f-]{36}"/, '')).not.toMatch(/canary|4417|2012-03-14|1984|2091|02-30/i);
}

describe('a referral that cannot be right is sent back with what to correct, and stored nowhere', () => {
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;

  beforeAll(async () => {
    ({ exchange, publisher } = await startPublisher());
  }, 30_000);

  afterAll(() => exchange.remove(), 30_000);

  afterEach(async () => {
    expect(await exchange.count('referral')).toBe(0);
    expect(exchange.logLines.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
    expect(exchange.logLines.filter((line) => /canary/i.test(line))).toEqual([]);
  });

  it.each(onePointer)('%s', async (_what, body, status, code, pointers) => {
    const answer = await publisher.submit(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(pointers);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body.correlationId).toBe(answer.headers.get('x-correlation-id'));
    expectNoEcho(answer.text);
  });

  it.each(noPointer)('%s', async (_what, body, status, code) => {
    const answer = await publisher.submit(body);
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expectNoEcho(answer.text);
  });

  it('the same child twice in other words, at every place where it shows', async () => {
    const again = { ...twin, name: { given: 'ROSA', family: 'Test-case' }, sex: 'not-known' as const };
    const answer = await publisher.submit(exampleReferral({ children: [twin, again].filter((child) => child !== undefined) }));
    expect(answer.body).toMatchObject({ status: 422, code: 'REF-007' });
    const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer);
    expect(pointers).toEqual(['/children/1/identifiers/nhsNumber', '/children/1']);
    expect(answer.text).not.toMatch(/ROSA|9111231114/i);
  });

  it('several faults at once, all of them named', async () => {
    const body = { ...changed('narrative', ''), area: 'Canary Shire', lawfulBasis: {}, children: [{ name: { given: 1, family: 2 } }] };
    const answer = await publisher.submit(body);
    const pointers = answer.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted();
    expect(pointers).toEqual(['/area', '/children/0/name/family', '/children/0/name/given', '/lawfulBasis/police', '/narrative']);
    expectNoEcho(answer.text);
  });

  it('a compressed body, which it does not read', async () => {
    for (const encoding of ['gzip', 'br', 'x-canary', 'gzip, identity']) {
      const answer = await publisher.submit(text, { headers: { 'content-encoding': encoding } });
      expect(answer.body).toMatchObject({ status: 415, code: 'GEN-004', detail: expect.stringContaining('content-encoding') });
      expect(answer.headers.get('accept-encoding')).toBe('identity');
    }
  });

  it('another kind of body, and bytes that are not UTF-8', async () => {
    expect((await publisher.submit(text, { headers: { 'content-type': 'text/plain' } })).body).toMatchObject({ status: 415, code: 'GEN-004' });
    const url = `${publisher.url}/v1/referrals`;
    const headers = { 'content-type': 'application/json', ...callerOf('northshire-police'), 'idempotency-key': 'k' };
    const latin = await fetch(url, { method: 'POST', headers, body: Buffer.from(text.replace('The canary', 'Zo\u00EB'), 'latin1') });
    expect(await latin.json()).toMatchObject({ status: 400, code: 'GEN-002' });
  });
});
