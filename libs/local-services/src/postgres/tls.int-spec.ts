import { chownSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, statement } from '#libs/persistence';
import { makeTemporaryFolder, TestAuthority } from '#libs/testing';
import { freePort } from '../ports.js';
import { postgresAccount } from './account.js';
import { startPostgres, type LocalPostgres } from './start-postgres.js';

const IS_ENCRYPTED = statement('spec-is-encrypted', 'SELECT ssl, client_dn AS "clientName" FROM pg_stat_ssl WHERE pid = pg_backend_pid()');
const LOOPBACK = [{ type: 'ip', value: '127.0.0.1' }] as const;

async function expectEventually(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('the server did not take its certificate');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a connection to PostgreSQL with TLS', () => {
  let temporary: ReturnType<typeof makeTemporaryFolder>;
  let folder: string;
  let postgres: LocalPostgres;
  let own: TestAuthority;
  let foreign: TestAuthority;

  function write(name: string, pem: string): string {
    const path = join(folder, name);
    writeFileSync(path, pem, { mode: 0o600 });
    return path;
  }

  /** PostgreSQL reads its certificate again on a reload, so the same server can be given another one. */
  async function serve({ certificate, key }: Awaited<ReturnType<TestAuthority['issue']>>): Promise<void> {
    const account = postgresAccount();
    for (const [name, pem] of [['server.crt', certificate], ['server.key', key], ['clients.crt', own.certificate]] as const) {
      const path = join(folder, 'data', 'cluster', name);
      writeFileSync(path, pem, { mode: 0o600 });
      if (account.ok && account.value !== undefined) chownSync(path, account.value.uid, account.value.gid);
    }
    const admin = await Database.open({ url: postgres.url, schema: 'public', poolSize: 1, applicationName: 'spec' });
    await admin.run(statement('spec-tls-on', `ALTER SYSTEM SET ssl = 'on'`));
    await admin.run(statement('spec-client-authority', `ALTER SYSTEM SET ssl_ca_file = 'clients.crt'`));
    await admin.run(statement('spec-reload', 'SELECT pg_reload_conf()'));
    // The reload reaches the process that accepts connections a moment later: the next connections show it.
    await expectEventually(async () => (await connect(`sslmode=verify-full&sslrootcert=${write('issuer.pem', own.certificate)}`)).error !== 'The server does not support SSL connections');
    await admin.close();
  }

  async function connect(parameters: string, url = postgres.url): Promise<{ readonly rows?: readonly unknown[]; readonly error?: string }> {
    try {
      const database = await Database.open({ url: `${url}?${parameters}`, schema: 'public', poolSize: 1, applicationName: 'spec' });
      try {
        return { rows: (await database.run(IS_ENCRYPTED)).rows };
      } finally {
        await database.close();
      }
    } catch (error) {
      return { error: (error as Error & { readonly code?: string }).code ?? (error as Error).message };
    }
  }

  beforeAll(async () => {
    temporary = makeTemporaryFolder('postgres-tls');
    folder = temporary.path;
    [own, foreign] = await Promise.all([TestAuthority.make('Northshire partnership'), TestAuthority.make('Another authority')]);
    const outcome = await startPostgres({ dataDir: join(folder, 'data'), port: await freePort(), superuserPassword: 'secret', fsync: false });
    if (!outcome.ok) throw new Error(outcome.error.message);
    postgres = outcome.value;
    await serve(await own.issue('postgres', LOOPBACK));
  }, 60_000);
  afterAll(async () => {
    await postgres.stop();
    temporary.remove();
  });

  const trusted = (): string => `sslmode=verify-full&sslrootcert=${write('own.pem', own.certificate)}`;

  it('is encrypted, and names the role\'s certificate where it has one', async () => {
    expect(await connect(trusted())).toEqual({ rows: [{ ssl: true, clientName: null }] });
    const { certificate, key } = await own.issue('referral-publisher');
    const withCertificate = `${trusted()}&sslcert=${write('publisher.pem', certificate)}&sslkey=${write('publisher.key', key)}`;
    expect(await connect(withCertificate)).toEqual({ rows: [{ ssl: true, clientName: '/CN=referral-publisher' }] });
  });

  it('is refused where the server proves nothing: an authority that is not trusted, another address, an expired certificate', async () => {
    expect((await connect(`sslmode=verify-full&sslrootcert=${write('foreign.pem', foreign.certificate)}`)).error).toBeDefined();
    // Every public authority is trusted by default, and none of them knows this server.
    expect((await connect('sslmode=verify-full')).error).toBeDefined();
    await serve(await own.issue('postgres', [{ type: 'ip', value: '127.0.0.2' }, { type: 'dns', value: 'localhost' }]));
    expect((await connect(trusted())).error).toBe('ERR_TLS_CERT_ALTNAME_INVALID');
    expect((await connect(trusted(), postgres.url.replace('127.0.0.1', 'localhost'))).rows).toEqual([{ ssl: true, clientName: null }]);
    await serve(await own.issue('postgres', LOOPBACK, true));
    expect((await connect(trusted())).error).toBe('CERT_HAS_EXPIRED');
    await serve(await own.issue('postgres', LOOPBACK));
    expect((await connect(trusted())).rows).toHaveLength(1);
  });

  it('is refused in one sentence where a file is missing, or where the mode does not check the server', async () => {
    expect((await connect('sslmode=verify-full&sslrootcert=/nowhere/ca.pem')).error)
      .toBe('the file that sslrootcert of the database URL names cannot be read: /nowhere/ca.pem (ENOENT)');
    expect((await connect('sslmode=require')).error).toMatch(/^a connection to PostgreSQL with TLS needs sslmode=verify-full/);
  });
});
