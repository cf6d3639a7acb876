import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { failure, success, type Outcome } from '#libs/kernel';
import type { LocalServiceProblem } from '#libs/local-services';

/** Made once per data folder, because the databases in it were made with them. */
export interface SandboxSecrets {
  /** Separates this sandbox's schemas and topics from others on a shared server. */
  readonly id: string;
  readonly postgresPassword: string;
  /** Password of every app role; each role still has only its own rights. */
  readonly rolePassword: string;
  readonly caseKeySecret: string;
}

const KEYS = ['id', 'postgresPassword', 'rolePassword', 'caseKeySecret'] as const;

/** Reads the data folder's secrets, or makes them. Readable by this user only. It does not replace lost secrets beside old data. */
export function sandboxSecrets(dataDir: string): Outcome<SandboxSecrets, LocalServiceProblem> {
  const file = join(dataDir, 'secrets.json');
  if (existsSync(file)) return readSecrets(file);
  if (existsSync(join(dataDir, 'postgres', 'cluster'))) return unusable(file, 'is missing beside the databases that it opens');
  const secrets: SandboxSecrets = {
    id: randomBytes(3).toString('hex'),
    postgresPassword: randomBytes(18).toString('hex'),
    rolePassword: randomBytes(18).toString('hex'),
    caseKeySecret: randomBytes(32).toString('hex'),
  };
  // Written whole or not at all, because a half-written file would lock the data behind an unknown password.
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return success(secrets);
}

function readSecrets(file: string): Outcome<SandboxSecrets, LocalServiceProblem> {
  try {
    const secrets = JSON.parse(readFileSync(file, 'utf8')) as Partial<SandboxSecrets>;
    if (KEYS.every((key) => typeof secrets[key] === 'string')) return success(secrets as SandboxSecrets);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return unusable(file, 'is damaged');
}

function unusable(file: string, what: string): Outcome<never, LocalServiceProblem> {
  return failure({ code: 'START_FAILED', message: `${file} ${what}.`, remedy: 'Put it back, or choose another data folder with --data.' });
}
