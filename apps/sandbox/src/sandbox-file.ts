import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Someone of the demo partnership to act as. */
export interface DemoIdentity {
  readonly role: 'police' | 'practitioner' | 'auditor';
  readonly organisation: string;
  readonly person: string;
  /** Where this person works: the base URL of the API. */
  readonly url: string;
}

/** What scripts need to know of a running sandbox; `sandbox.json` in its data folder, readable by this user only. */
export interface SandboxFile {
  readonly version: 1;
  /** Of the sandbox program: send it SIGTERM to stop everything. */
  readonly pid: number;
  readonly startedAt: string;
  /** True once everything is usable. */
  readonly ready: boolean;
  readonly dataDir: string;
  readonly portBase: number;
  readonly urls: { readonly publisher: string; readonly auditPortal: string; readonly auditRecorder: string; readonly deadlineWatch: string };
  readonly agencies: Readonly<Record<string, { readonly name: string; readonly kind: string; readonly url: string }>>;
  readonly identities: readonly DemoIdentity[];
  readonly kafka: { readonly brokers: readonly string[]; readonly topicPrefix: string };
  /** `adminUrl` holds the password of a role that may do anything. */
  readonly database: { readonly adminUrl: string };
  readonly partnershipFile: string;
  /** Each app's environment, for running its programs by hand; holds passwords. */
  readonly environments: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly pids: Readonly<Record<string, number>>;
  readonly logs: string;
}

/** Replaced as a whole, so that a reader never sees half of it. */
export function writeSandboxFile(dataDir: string, content: SandboxFile): void {
  const file = join(dataDir, 'sandbox.json');
  writeFileSync(`${file}.new`, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** A sandbox that does not run has no file: whoever finds one may rely on it. */
export function removeSandboxFile(dataDir: string): void {
  rmSync(join(dataDir, 'sandbox.json'), { force: true });
}
