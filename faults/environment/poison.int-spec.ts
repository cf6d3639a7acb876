import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { newId } from '#libs/kernel';
import { testPostgresUrl } from '#libs/testing';

import { IS_POISON_ROW, poisonCorrelationId } from './poison.js';

describe('the constraint that refuses poison', () => {
  const client = new pg.Client({ connectionString: testPostgresUrl() });
  const isRefused = async (hop: number, correlationId: string): Promise<boolean> => {
    try {
      await client.query('INSERT INTO delivery VALUES ($1, $2)', [hop, correlationId]);
      return false;
    } catch (error) {
      expect((error as { readonly code?: string }).code).toBe('23514');
      return true;
    }
  };

  beforeAll(async () => {
    await client.connect();
    await client.query(`CREATE TEMPORARY TABLE delivery (hop smallint, correlation_id uuid, CHECK (NOT (${IS_POISON_ROW})))`);
  });
  afterAll(() => client.end());

  it('refuses poison at its first hop', async () => expect(await isRefused(1, poisonCorrelationId())).toBe(true));

  it('takes every redirect, even one with the id of poison', async () => expect(await isRefused(2, poisonCorrelationId())).toBe(false));

  it('takes random ids with any ending', async () => {
    const endings = ['dead', 'beef', '8888'];
    for (const id of [randomUUID(), newId()]) {
      for (const ending of endings) expect(await isRefused(1, `${id.slice(0, -4)}${ending}`)).toBe(false);
    }
  });
});
