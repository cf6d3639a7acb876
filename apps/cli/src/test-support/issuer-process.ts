import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';

import { childEnvironment } from '#libs/config';
import { appProgram, freePort, ManagedProcess } from '#libs/local-services';

const PEOPLE = [
  { role: 'police', organisation: 'northshire-police', person: 'pc-2041' },
  { role: 'practitioner', organisation: 'northshire-csc', person: 'sw-0142' },
  { role: 'auditor', organisation: 'northshire-inspectorate', person: 'insp-0007' },
] as const;

/** The development issuer as a process of its own, and the files of a user of the command line. */
export class IssuerProcess {
  readonly loginFile: string;
  readonly sandboxFile: string;

  private constructor(
    readonly url: string,
    readonly folder: string,
    private readonly process: ManagedProcess,
  ) {
    this.loginFile = join(folder, 'state', 'login.json');
    this.sandboxFile = join(folder, 'sandbox.json');
  }

  /** @param tokenSeconds the life of each token; short, so that a command outlives its first one. */
  static async start(tokenSeconds: number): Promise<IssuerProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'cli-issuer-'));
    writeFileSync(join(folder, 'identities.json'), JSON.stringify({ identities: PEOPLE }));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const started = await ManagedProcess.start({
      name: 'issuer', command: process.execPath, args: [appProgram('issuer', 'main')], logFile: join(folder, 'issuer.log'),
      environment: childEnvironment({
        EXCHANGE_MODE: 'test', PORT: String(port), IDENTITIES_FILE: join(folder, 'identities.json'), ISSUER_DATA: join(folder, 'data'), TOKEN_SECONDS: String(tokenSeconds),
      }),
    });
    if (!started.ok) throw new Error(started.error.message);
    const ready = await started.value.waitUntilReady(() => fetch(`${url}/health/ready`).then(({ ok }) => ok, () => false), { timeoutMs: 60_000 });
    if (!ready.ok) throw new Error(ready.error.message);
    return new IssuerProcess(url, folder, started.value);
  }

  async stop(): Promise<void> {
    await this.process.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  keyFileOf(clientId: string): string {
    return join(this.folder, 'data', 'clients', `${clientId}.json`);
  }

  async verify(token: string, audience: string): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(`${this.url}/jwks`)), { issuer: this.url, audience, typ: 'at+jwt', clockTolerance: 60 });
    return payload;
  }

  /** The file of a sandbox with this issuer, whose apps are all at one address. */
  describeSandbox(appUrl: string): void {
    writeFileSync(this.sandboxFile, JSON.stringify({
      version: 1, pid: process.pid, ready: true, dataDir: this.folder, urls: { publisher: appUrl, portal: appUrl, recorder: appUrl, watch: appUrl },
      agencies: { 'northshire-csc': { url: appUrl } }, identities: PEOPLE, issuer: { url: this.url }, kafka: { brokers: [], topicPrefix: '' },
      database: { adminUrl: 'postgresql://nobody@127.0.0.1/none' }, partnershipFile: 'none', environments: {}, stopped: [], control: { url: 'http://127.0.0.1:9', token: 'none' },
    }), { mode: 0o600 });
  }
}
