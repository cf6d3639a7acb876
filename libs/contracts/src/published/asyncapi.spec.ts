import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Parser } from '@asyncapi/parser';
import { describe, expect, it } from '@jest/globals';

import { EVENT_CONTRACTS } from '../events/contracts.js';
import { Topics } from '../transport/topics.js';
import { ASYNCAPI_FILE, asyncApiDocument } from './asyncapi.js';
import { asFile } from './schema-files.js';

describe('the AsyncAPI document', () => {
  it('is accepted by the official parser', async () => {
    const { document, diagnostics } = await new Parser().parse(asFile(asyncApiDocument()));
    const errors = diagnostics.filter(({ severity }) => [0].includes(severity));
    expect(errors).toEqual([]);
    expect(document?.allMessages().all().map((message) => message.name())).toEqual(
      expect.arrayContaining([...EVENT_CONTRACTS.map(({ type }) => type), 'DeadLetterNotice']),
    );
  }, 30_000);

  it('has a channel for every topic that is created', () => {
    const channels = Object.values(asyncApiDocument()['channels'] as Record<string, { address: string }>);
    const created = new Topics().catalogue(['{agency}']).map(({ name }) => name);
    expect(channels.map(({ address }) => address).toSorted()).toEqual(created.toSorted());
  });

  it('is in the repository as generated (npm run docs:asyncapi)', () => {
    expect(readFileSync(join(process.cwd(), ASYNCAPI_FILE), 'utf8')).toBe(asFile(asyncApiDocument()));
  });
});
