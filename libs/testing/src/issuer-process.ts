import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { createRemoteJWKSet, jwtVerify, type JWTVerifyResult } from 'jose';

import { childEnvironment } from '#libs/config';
import { appProgram, freePort, ManagedProcess, type DemoRole } from '#libs/local-services';

import { makeTemporaryFolder } from './service-start.js';

interface Person {
  readonly role: DemoRole;
  readonly organisation: string;
  readonly person: string;
}

/** The demo identities of {@link IssuerProcess}: two people of different organisations have the same staff reference. */
export const DEMO_PEOPLE: readonly Person[] = [
  { role: 'police', organisation: 'northshire-police', person: 'pc-2041' },
  { role: 'practitioner', organisation: 'northshire-csc', person: 'sw-0142' },
  { role: 'practitioner', organisation: 'northmoor-csc', person: 'sw-0142' },
  { role: 'practitioner', organisation: 'hilltop-school', person: 'dsl-0021' },
  { role: 'auditor', organisation: 'northshire-inspectorate', person: 'insp-0007' },
  { role: 'operator', organisation: 'northshire-exchange-team', person: 'ops-0031' },
  { role: 'operator', organisation: 'northshire-csc', person: 'ops-0100' },
];

interface IssuerProcessOptions {
  readonly identities?: readonly object[];
  /** On top of the environment of the issuer; undefined removes a setting. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** The development issuer as a process, in a folder of its own. It can be started again on its keys. */
export class IssuerProcess {
  private readonly temporary = makeTemporaryFolder('issuer');
  private process: ManagedProcess | undefined;
  url = '';

  constructor(private readonly options: IssuerProcessOptions = {}) {
    writeFileSync(this.identitiesFile, JSON.stringify({ identities: options.identities ?? DEMO_PEOPLE }));
  }

  static async start(options: IssuerProcessOptions = {}): Promise<IssuerProcess> {
    const issuer = new IssuerProcess(options);
    await issuer.start();
    return issuer;
  }

  get folder(): string {
    return this.temporary.path;
  }

  get data(): string {
    return join(this.folder, 'data');
  }

  keyFileOf(clientId: string): string {
    return join(this.data, 'clients', `${clientId}.json`);
  }

  /** @throws an error with the last lines of the program and its exit code, where it ends instead. */
  async start(): Promise<void> {
    const port = await freePort();
    this.url = `http://127.0.0.1:${port}`;
    const started = await ManagedProcess.start({
      name: 'issuer', command: process.execPath, args: [appProgram('issuer', 'main')], logFile: join(this.folder, 'issuer.log'),
      environment: childEnvironment({
        EXCHANGE_MODE: 'development', PORT: String(port), IDENTITIES_FILE: this.identitiesFile, ISSUER_DATA: this.data, ...this.options.environment,
      }),
    });
    if (!started.ok) throw new Error(started.error.message);
    const child = started.value;
    this.process = child;
    const ready = await child.waitUntilReady(() => fetch(`${this.url}/health/ready`).then(({ ok }) => ok, () => false), { timeoutMs: 60_000 });
    if (!ready.ok) throw new Error(`exit code ${String(child.exit?.code)}: ${child.lines().join('\n')}`);
  }

  /** @returns the exit code. */
  async stop(): Promise<number | null | undefined> {
    const exit = await this.process?.stop();
    return exit?.code;
  }

  async remove(): Promise<void> {
    await this.stop();
    this.temporary.remove();
  }

  /** Checks a token as an app does: type, algorithm, issuer, audience, signature, and times with the skew that apps permit. */
  verify(token: string, audience: string): Promise<JWTVerifyResult> {
    const keys = createRemoteJWKSet(new URL(`${this.url}/jwks`));
    return jwtVerify(token, keys, { issuer: this.url, audience, typ: 'at+jwt', algorithms: ['ES256'], clockTolerance: 60 });
  }

  keyOf(clientId: string): Readonly<Record<string, string>> {
    return JSON.parse(readFileSync(this.keyFileOf(clientId), 'utf8')) as Readonly<Record<string, string>>;
  }

  private get identitiesFile(): string {
    return join(this.folder, 'identities.json');
  }
}
