import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Database, statement } from '#libs/persistence';
import { freePort } from '../ports.js';
import { postgresAccount, succeedsAs, type Account } from './account.js';
import { binariesForAccount } from './binaries-for-account.js';
import { binariesIn, findPostgresBinaries, type PostgresBinaries } from './binaries.js';
import { startPostgres, type LocalPostgres } from './start-postgres.js';

async function query<Row>(postgres: LocalPostgres, sql: string): Promise<readonly Row[]> {
  const database = await Database.open({ url: postgres.url, schema: 'public', poolSize: 1, applicationName: 'spec' });
  try {
    return (await database.run<Row>(statement('spec', sql))).rows;
  } finally {
    await database.close();
  }
}

/** PostgreSQL refuses to run as root, so it runs as an account of its own then, and as the same user otherwise. */
const isRoot = process.getuid?.() === 0;

/** Mode 0700, like the home of root. It holds a checkout's PostgreSQL and the data. */
let closed: string;
/** Every account may enter it. */
let open: string;
/** Undefined for a user other than root. */
let account: Account | undefined;
let installed: PostgresBinaries;
let running: LocalPostgres | undefined;

beforeAll(() => {
  closed = mkdtempSync(join(tmpdir(), 'exchange-closed-'));
  open = mkdtempSync(join(tmpdir(), 'exchange-open-'));
  chmodSync(open, 0o755);
  const [owner, npm] = [postgresAccount(), findPostgresBinaries()];
  if (!owner.ok || !npm.ok) throw new Error('this machine has no account or no binaries for PostgreSQL');
  account = owner.value;
  // The rights that `npm ci` leaves below /root.
  cpSync(npm.value.folder, join(closed, 'native'), { recursive: true, verbatimSymlinks: true });
  installed = binariesIn(join(closed, 'native'), npm.value.version);
});
afterEach(async () => {
  await running?.stop();
  running = undefined;
});
afterAll(() => {
  for (const folder of [closed, open]) rmSync(folder, { recursive: true, force: true });
});

async function start(dataDir: string): Promise<LocalPostgres> {
  const outcome = await startPostgres({ dataDir, port: await freePort(), superuserPassword: 'secret', binaries: installed });
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`);
  running = outcome.value;
  return running;
}

describe('in a folder that only its owner may enter, for root and for any other user', () => {
  it('a first start makes the data there, and the next start finds it after a kill -9', async () => {
    const data = join(closed, 'data');
    const first = await start(data);
    await query(first, 'CREATE TABLE receipt AS SELECT generate_series(1, 500) AS id');
    first.kill('SIGKILL');
    await first.exited;
    await first.stop();

    const second = await start(data);
    expect(await query(second, 'SELECT count(*)::int AS n FROM receipt')).toEqual([{ n: 500 }]);
    expect(statSync(closed).mode & 0o777).toBe(0o700);
  });

  it('a data folder that is open is used by its name, with the programs of a closed checkout, and is closed to other users', async () => {
    const postgres = await start(join(open, 'data'));
    expect(await query(postgres, `SELECT current_setting('data_directory') AS folder`)).toEqual([{ folder: join(open, 'data', 'cluster') }]);
    expect(statSync(join(open, 'data', 'cluster')).mode & 0o077).toBe(0);
  });
});

// Only root can try another account. Where CI ran as another user, nobody would notice that these rules are no longer tested.
if (isRoot) asRoot();
else {
  describe('as another user than root', () => {
    it('PostgreSQL runs as this user, with the installed programs, and no copy is made', () => {
      expect(postgresAccount()).toEqual({ ok: true, value: undefined });
      expect(binariesForAccount(installed, undefined, [open])).toEqual({ ok: true, value: installed });
      expect(readdirSync(open)).not.toContain('safeguarding-exchange');
    });

    it('CI has to run as root, because the rules for the account of PostgreSQL are tested as root only', () => {
      expect(process.env['CI'] ?? 'not CI').toBe('not CI');
    });
  });
}

/** The account of PostgreSQL, which only root has. */
function own(): Account {
  if (account === undefined) throw new Error('root has no account for PostgreSQL');
  return account;
}

function asRoot(): void {
  describe('as root, whose PostgreSQL runs as an account that may not enter the folder', () => {
    it('the account may not enter it', () => {
      expect(succeedsAs(own(), '/', 'cd "$1"', closed)).toBe(false);
    });

    it('the programs are copied once, whole, and nothing of another user is run', () => {
      const [cache, strangers] = [join(open, 'cache'), join(open, 'strangers')];
      const copied = binariesForAccount(installed, own(), [cache]);
      expect(copied).toMatchObject({ ok: true, value: { folder: join(cache, 'safeguarding-exchange', `postgresql-${installed.version}`) } });
      const again = () => statSync(join(cache, 'safeguarding-exchange', `postgresql-${installed.version}`)).ino;
      const before = again();
      expect(binariesForAccount(installed, own(), [cache])).toEqual(copied);
      expect(again()).toBe(before);
      expect(readdirSync(join(cache, 'safeguarding-exchange'))).toHaveLength(1);

      mkdirSync(join(strangers, 'safeguarding-exchange'), { recursive: true });
      chmodSync(join(strangers, 'safeguarding-exchange'), 0o777);
      const refused = binariesForAccount(installed, own(), [strangers]);
      expect(refused).toMatchObject({ ok: false, error: { code: 'FOLDER_NOT_ENTERABLE' } });
      expect(readdirSync(join(strangers, 'safeguarding-exchange'))).toEqual([]);
    });

    it('programs that npm wrote under umask 077 are copied, too, and the copy can be read', () => {
      const hidden = join(open, 'umask-077');
      cpSync(installed.folder, hidden, { recursive: true, verbatimSymlinks: true });
      chmodSync(join(hidden, 'share'), 0o700);
      const copied = binariesForAccount(binariesIn(hidden, installed.version), own(), [join(open, 'another-cache')]);
      expect(copied).toMatchObject({ ok: true });
      if (copied.ok) expect(copied.value.folder).not.toBe(hidden);
    });

    it('where no copy can be made, one sentence names the folder that is closed', () => {
      const file = process.execPath;
      const outcome = binariesForAccount(installed, own(), [file, join(closed, 'cache')]);
      expect(outcome).toMatchObject({ ok: false, error: { code: 'FOLDER_NOT_ENTERABLE' } });
      if (outcome.ok) return;
      expect(outcome.error.message).toBe(
        `PostgreSQL does not run as root, and its account postgres may not enter ${closed} and cannot use a copy elsewhere`
          + ` (${file}: ENOTDIR; ${join(closed, 'cache')}: the account may not run programs there).`,
      );
      expect(outcome.error.remedy).toContain(`chmod o+x ${closed}`);
      expect(existsSync(join(closed, 'data', 'cluster'))).toBe(true);
    });
  });
}
