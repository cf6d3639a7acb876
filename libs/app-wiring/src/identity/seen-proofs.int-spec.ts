import { randomBytes } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { Database, migrateSchema, statement, type SchemaDefinition } from '#libs/persistence';
import { dropSchema, testPostgresUrl } from '#libs/testing';

import { SeenProofsInDatabase, seenProofGrants, seenProofTable, type SeenProofTable } from './seen-proofs.repository.js';

const HOUR = 3_600_000;

function digest(): string {
  return randomBytes(32).toString('hex');
}

describe('the proofs that an app has seen', () => {
  const schema = `t_${randomBytes(6).toString('hex')}`;
  const urlOf = (role: string): string => {
    const url = new URL(testPostgresUrl());
    return Object.assign(url, { username: `${schema}_${role}`, password: randomBytes(12).toString('hex') }).href;
  };
  const [appUrl, readerUrl] = [urlOf('app'), urlOf('reader')];
  const definition: SchemaDefinition = {
    adminUrl: testPostgresUrl(), appUrl, schema, migrations: [{ name: 'Proofs1700000000000', statements: [seenProofTable(), seenProofTable('portal_seen_proof')] }],
    grants: seenProofGrants(), readers: [{ url: readerUrl, grants: seenProofGrants('portal_seen_proof') }],
  };
  const databases: Database[] = [];
  const failures: unknown[] = [];
  const copies: SeenProofsInDatabase[] = [];

  const copy = async (table: SeenProofTable = 'seen_proof'): Promise<SeenProofsInDatabase> => {
    const isPortal = table === 'portal_seen_proof';
    const database = await Database.open({ url: isPortal ? readerUrl : appUrl, schema, poolSize: 2, applicationName: schema, readOnly: isPortal });
    databases.push(database);
    const seen = new SeenProofsInDatabase(database, table, (error) => failures.push(error));
    copies.push(seen);
    return seen;
  };

  beforeAll(() => migrateSchema(definition));
  afterAll(async () => {
    await Promise.all(copies.map((seen) => seen.close()));
    await Promise.all(databases.map((database) => database.close()));
    await dropSchema(definition);
    expect(failures).toEqual([]);
  });

  it('are shared by its copies: of many requests with one proof, at two copies at once, one is let in', async () => {
    const [one, other] = [await copy(), await copy()];
    const stolen = digest();
    const letIn = await Promise.all(Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? one : other).add(stolen, Date.now() + HOUR)));
    expect(letIn.filter(Boolean)).toHaveLength(1);
    const own = await Promise.all(Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? one : other).add(digest(), Date.now() + HOUR)));
    expect(own).not.toContain(false);
  });

  it('are forgotten when they are too old to count, and not before', async () => {
    const seen = await copy();
    const [old, fresh] = [digest(), digest()];
    expect([await seen.add(old, Date.now() - 1_000), await seen.add(fresh, Date.now() + HOUR)]).toEqual([true, true]);
    await seen.deleteExpired(Date.now());
    expect([await seen.add(old, Date.now() + HOUR), await seen.add(fresh, Date.now() + HOUR)]).toEqual([true, false]);
  });

  it('of the portal are in a table of its own, which its otherwise reading role may add to', async () => {
    const portal = await copy('portal_seen_proof');
    const stolen = digest();
    expect([await portal.add(stolen, Date.now() + HOUR), await portal.add(stolen, Date.now() + HOUR)]).toEqual([true, false]);
    await portal.deleteExpired(Date.now());
    const database = databases.at(-1);
    await expect(database?.run(statement('portal-writes-elsewhere', 'DELETE FROM seen_proof'))).rejects.toThrow();
    await expect(database?.transaction(async (transaction) => {
      await transaction.run(statement('portal-writes', 'SET TRANSACTION READ WRITE'));
      await transaction.run(statement('portal-deletes-elsewhere', 'DELETE FROM seen_proof'));
    })).rejects.toMatchObject({ code: '42501' });
  });
});
