import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { changedPartnership, makeTemporaryFolder, refusedSubmissions, testKafkaBrokers, testPostgresUrl } from '#libs/testing';

import type { PublisherCopy } from '../test-support/publisher-copy.js';
import { PublisherUnderTest } from '../test-support/publisher-under-test.js';
import { exampleReferral } from '../test-support/referrals.js';

/** The command line's test of `--check-only` expects the same codes and places of the same submissions. */
describe('a submission that content and partnership file decide against', () => {
  const folder = makeTemporaryFolder('refused-submissions');
  let exchange: PublisherUnderTest;
  let publisher: PublisherCopy;
  let changed: PublisherCopy;

  beforeAll(async () => {
    exchange = await PublisherUnderTest.create({ postgresUrl: testPostgresUrl(), kafkaBrokers: testKafkaBrokers() });
    publisher = await exchange.start();
    changed = await exchange.start({ PARTNERSHIP_FILE: await changedPartnership(folder.path) });
  }, 60_000);
  afterAll(async () => {
    await exchange.remove();
    folder.remove();
  }, 30_000);

  it.each(refusedSubmissions(exampleReferral()).map((each) => [each.because, each] as const))('is refused with its code and place, where %s', async (_because, { body, byChanged, organisation, code, pointers }) => {
    const answer = await (byChanged === true ? changed : publisher).submit(body, organisation === undefined ? {} : { organisation });
    const { code: answered, errors = [] } = answer.body as { readonly code?: string; readonly errors?: readonly { readonly pointer: string }[] };
    expect([answered, errors.map(({ pointer }) => pointer).toSorted()]).toEqual([code, pointers]);
  });
});
