import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Made once per data folder: the databases in it were made with them. */
export interface SandboxSecrets {
  /** Tells this sandbox's schemas and topics from others on a server that several share. */
  readonly id: string;
  readonly postgresPassword: string;
  /** Password of every app role; each role still has only its own rights. */
  readonly rolePassword: string;
  readonly caseKeySecret: string;
}

/** Reads the data folder's secrets, or makes them. Readable by this user only. */
export function sandboxSecrets(dataDir: string): SandboxSecrets {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as SandboxSecrets;
  const secrets: SandboxSecrets = {
    id: randomBytes(3).toString('hex'),
    postgresPassword: randomBytes(18).toString('hex'),
    rolePassword: randomBytes(18).toString('hex'),
    caseKeySecret: randomBytes(32).toString('hex'),
  };
  // Whole or not at all: a half-written file would lock the data behind a password nobody knows.
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}
