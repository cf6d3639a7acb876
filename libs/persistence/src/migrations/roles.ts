import pg, { type ClientBase } from 'pg';
import { parseDatabaseUrl, quoteIdentifier, serverOf, TIMEOUTS } from '../database/connection.js';
import { sqlStateOf } from '../database/errors.js';
import { scramVerifier } from './scram.js';

/** SQLSTATE 28P01: wrong password. 28000: the role may not log in. */
const REFUSED_LOGIN = new Set(['28P01', '28000']);
/** Insufficient privilege. */
const NOT_ALLOWED = '42501';
/**
 * Time limits of a role, in milliseconds. The apps set the same for their connections. They hold for any other program that has the role's
 * password, too, so that a forgotten query cannot hold the locks of referrals.
 */
const ROLE_LIMITS: Readonly<Record<string, number>> = {
  statement_timeout: TIMEOUTS.statement, lock_timeout: TIMEOUTS.lock, idle_in_transaction_session_timeout: TIMEOUTS.idleInTransaction,
};

interface RoleFacts {
  readonly exists: boolean;
  readonly superuser: boolean;
  readonly owns: boolean;
}

/**
 * Creates the role that owns the schema and every object in it. It cannot log in. Migrations switch to it, the running
 * apps never do.
 *
 * @returns true when the role was created now.
 */
export async function ensureOwnerRole(client: ClientBase, owner: string): Promise<boolean> {
  const name = quoteIdentifier(owner);
  const { rows } = await client.query<{ exists: boolean; admin: boolean; member: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = $1) AS exists,
            (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) AS admin,
            EXISTS (SELECT 1 FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles u ON u.oid = m.member
                    WHERE r.rolname = $1 AND u.rolname = session_user AND ${await setOptionColumn(client)}) AS member`,
    [owner],
  );
  const [found] = rows;
  if (!found?.exists) await client.query(`CREATE ROLE ${name} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE`);
  // An administrator without superuser rights must be a member to switch to the owner. Since PostgreSQL 16, creating a
  // role does not suffice.
  if (!found?.admin && !found?.member) await client.query(`GRANT ${name} TO SESSION_USER`);
  return !found?.exists;
}

/** Since PostgreSQL 16 a membership may lack the right to SET ROLE. The membership of a role's creator does. */
async function setOptionColumn(client: ClientBase): Promise<string> {
  const { rows } = await client.query(
    `SELECT 1 FROM pg_attribute WHERE attrelid = 'pg_catalog.pg_auth_members'::regclass AND attname = 'set_option'`,
  );
  return rows.length > 0 ? 'm.set_option' : 'true';
}

export async function ensureSchema(client: ClientBase, schema: string, owner: string): Promise<void> {
  const { rows } = await client.query<{ owner: string }>(
    'SELECT pg_get_userbyid(nspowner) AS owner FROM pg_namespace WHERE nspname = $1',
    [schema],
  );
  const [found] = rows;
  if (found === undefined) {
    await client.query(`CREATE SCHEMA ${quoteIdentifier(schema)} AUTHORIZATION ${quoteIdentifier(owner)}`);
  } else if (found.owner !== owner) {
    const remedy = 'give it to that role (ALTER SCHEMA … OWNER TO …) or use another schema';
    throw new Error(`schema ${schema} belongs to ${found.owner}, not to ${owner}: ${remedy}`);
  }
}

/**
 * Creates the log-in role of an app or reader. `url` holds its name and password. An existing role whose log-in works
 * stays unchanged.
 *
 * @returns the name of the role, and whether it was created now.
 */
export async function ensureLoginRole(
  client: ClientBase,
  owner: string,
  url: string,
  urlName: string,
): Promise<{ role: string; created: boolean }> {
  const { user: role, password } = parseDatabaseUrl(url, urlName);
  if (password === '') throw new Error(`${urlName} must carry the password of role ${role}`);
  const facts = await lookUp(client, role, owner);
  if (facts.superuser || facts.owns) {
    const excess = facts.superuser ? 'is a superuser' : `can act as ${owner}`;
    throw new Error(`${urlName} names role ${role}, which ${excess}: use a role of its own with the least rights`);
  }
  const name = quoteIdentifier(role);
  const login = `LOGIN PASSWORD '${scramVerifier(password)}'`;
  if (!facts.exists) await client.query(`CREATE ROLE ${name} NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION ${login}`);
  await ensureConnect(client, role);
  if (facts.exists && !(await canLogIn(url))) await client.query(`ALTER ROLE ${name} ${login}`);
  await ensureLimits(client, role, urlName);
  return { role, created: !facts.exists };
}

async function lookUp(client: ClientBase, role: string, owner: string): Promise<RoleFacts> {
  const { rows } = await client.query<RoleFacts>(
    `SELECT true AS exists, rolsuper AS superuser, pg_has_role(oid, $2, 'MEMBER') AS owns FROM pg_roles WHERE rolname = $1`,
    [role, owner],
  );
  return rows[0] ?? { exists: false, superuser: false, owns: false };
}

/** A limit that an administrator has chosen stays. */
async function ensureLimits(client: ClientBase, role: string, urlName: string): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT split_part(setting, '=', 1) AS name FROM pg_roles, unnest(rolconfig) AS setting WHERE rolname = $1`, [role],
  );
  const known = new Set(rows.map(({ name }) => name));
  for (const [name, ms] of Object.entries(ROLE_LIMITS).filter(([limit]) => !known.has(limit))) {
    const change = `ALTER ROLE ${quoteIdentifier(role)} SET ${name} = ${ms}`;
    await client.query(change).catch((error: unknown) => {
      if (sqlStateOf(error) !== NOT_ALLOWED) throw error;
      throw new Error(`role ${role} of ${urlName} has no ${name}, and this administrator may not set it: have it set with ${change}`);
    });
  }
}

/** Usually PUBLIC may connect. Where an administrator revoked that, the role gets the right by name. */
async function ensureConnect(client: ClientBase, role: string): Promise<void> {
  const { rows } = await client.query<{ database: string; may: boolean }>(
    `SELECT current_database() AS database, has_database_privilege($1, current_database(), 'CONNECT') AS may`,
    [role],
  );
  const [found] = rows;
  if (found === undefined || found.may) return;
  await client.query(`GRANT CONNECT ON DATABASE ${quoteIdentifier(found.database)} TO ${quoteIdentifier(role)}`);
}

async function canLogIn(url: string): Promise<boolean> {
  const client = new pg.Client({ ...serverOf(url), connectionTimeoutMillis: 5_000, application_name: 'exchange-migrate' });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    if (REFUSED_LOGIN.has(sqlStateOf(error) ?? '')) return false;
    throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
