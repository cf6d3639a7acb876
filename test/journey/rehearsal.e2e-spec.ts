import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { APPS } from '#libs/contracts';
import { SandboxUnderTest } from '#libs/testing';

import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from '../support/exchange-desk.js';

jest.setTimeout(300_000);

const HUB = 'northshire-csc';

interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Diagnosis {
  readonly healthy: boolean;
  readonly checks: readonly { readonly check: string; readonly status: string; readonly detail: string }[];
}

/** An operator rehearses outages in a sandbox with the commands of the runbook, and the doctor finds each part that is away. */
describe('an outage is rehearsed', () => {
  let sandbox: SandboxUnderTest<SandboxDescription>;
  let desk: ExchangeDesk;

  const exchange = async (...line: readonly string[]): Promise<CommandResult> => {
    const argv = ['dist/apps/cli/src/main.js', ...line, '--sandbox', join(sandbox.dataDir, 'sandbox.json')];
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, argv);
      return { code: 0, out: stdout, err: stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { readonly code: number; readonly stdout: string; readonly stderr: string };
      return { code, out: stdout, err: stderr };
    }
  };
  const diagnosis = async (): Promise<Diagnosis> => JSON.parse((await exchange('doctor', '--json')).out) as Diagnosis;
  const published = async (): Promise<string> => {
    const answer = await desk.publish(exampleReferral);
    expect(answer.status).toBe(202);
    return answer.body.referralId;
  };
  const untilDelivered = (referralId: string, agency: string) => eventually(() => desk.rungs(referralId, agency), (rungs) => rungs.includes('delivered'), 60_000);
  const untilWell = () => eventually(diagnosis, ({ healthy, checks }) => healthy && checks.every(({ check, status }) => !check.startsWith('app ') || status === 'ok'), 120_000);
  const pidsOf = (name: RegExp): readonly number[] => Object.entries(sandbox.description().pids).filter(([part]) => name.test(part)).map(([, pid]) => pid);

  beforeAll(async () => {
    sandbox = await SandboxUnderTest.start<SandboxDescription>({ args: ['--no-demo'] });
    desk = new ExchangeDesk(sandbox.description());
  });
  afterAll(async () => {
    await sandbox?.stop();
  });

  it('the doctor looks at every process of every app, and all is well', async () => {
    const { checks } = await untilWell();
    const looked = checks.filter(({ check }) => check.startsWith('app ')).map(({ check }) => check.replace('app ', ''));
    const agencies = Object.keys(sandbox.description().agencies);
    expect(looked.toSorted()).toEqual(APPS.flatMap((app): readonly string[] => (app.isPerAgency ? agencies : [app.id])).toSorted());
    for (const app of ['publisher', 'recorder', 'watch', ...agencies]) {
      expect(checks).toEqual(expect.arrayContaining([
        expect.objectContaining({ check: `outbox ${app}`, status: 'ok' }), expect.objectContaining({ check: `dead letters ${app}`, status: 'ok' }),
      ]));
    }
  });

  it('Kafka is stopped: a referral is accepted and waits; Kafka is started: it is delivered', async () => {
    expect(await exchange('sandbox', 'stop', 'kafka')).toMatchObject({ code: 0, out: 'kafka is stopped. Stopped now: kafka.\n' });
    expect((await exchange('sandbox', 'status')).out).toMatch(/^kafka +stopped by order/m);
    expect(failedIn(await diagnosis())).toContain('Kafka');
    const referralId = await published();
    expect(await desk.rungs(referralId, HUB)).toEqual(['published']);
    expect(await exchange('sandbox', 'start', 'kafka')).toMatchObject({ code: 0, out: 'kafka runs. No part is stopped.\n' });
    await untilDelivered(referralId, HUB);
    await untilWell();
  });

  it('one app is stopped and stays down while the rest goes on, and delivers when it is started', async () => {
    expect((await exchange('sandbox', 'stop', HUB)).code).toBe(0);
    const referralId = await published();
    await untilDelivered(referralId, 'northshire-icb');
    expect(await desk.rungs(referralId, HUB)).toEqual(['published']);
    expect(pidsOf(new RegExp(HUB))).toEqual([]);
    expect((await diagnosis()).checks).toContainEqual({
      check: `app ${HUB}`, status: 'fail', detail: `was stopped with "exchange sandbox stop ${HUB}". Start it with: exchange sandbox start ${HUB}`,
    });
    expect((await exchange('sandbox', 'start', HUB)).code).toBe(0);
    await untilDelivered(referralId, HUB);
  });

  it('the issuer is stopped: a caller with a token goes on, and a command without one names the remedy', async () => {
    const referralId = await published();
    await untilDelivered(referralId, HUB);
    await desk.open(HUB, referralId);
    expect((await exchange('sandbox', 'stop', 'issuer')).code).toBe(0);
    expect((await desk.open(HUB, referralId)).status).toBe(200);
    expect(await exchange('referral', 'status', referralId)).toMatchObject({ code: 3, err: expect.stringMatching(/^The development issuer cannot be reached .*\nStart it with: exchange sandbox start issuer\n/) });
    expect(failedIn(await diagnosis())).toEqual(['issuer']);
    expect((await exchange('sandbox', 'start', 'issuer')).code).toBe(0);
    expect((await exchange('referral', 'status', referralId)).code).toBe(0);
    await untilWell();
  });

  it('an order that cannot be carried out is refused in a sentence', async () => {
    expect(await exchange('sandbox', 'stop', 'zookeeper')).toMatchObject({
      code: 1, err: expect.stringMatching(/^The sandbox has no such part\. It has: kafka, postgres, issuer, publisher, recorder, watch, .*northshire-csc.*, portal\.\n/),
    });
    const argv = ['dist/apps/cli/src/main.js', 'sandbox', 'status', '--no-sandbox'];
    await expect(promisify(execFile)(process.execPath, argv)).rejects.toMatchObject({ code: 3, stderr: expect.stringMatching(/^No sandbox runs here\. Start one with npm start/) });
  });

  it('the doctor finds each process that hangs: every app, Kafka, PostgreSQL', async () => {
    await untilWell();
    const agencies = Object.keys(sandbox.description().agencies);
    const apps = pidsOf(/^(?!kafka|postgres|issuer)/);
    expect(apps).toHaveLength(APPS.length - 1 + agencies.length);
    const ofApps = await whileHanging(apps, diagnosis);
    const named = APPS.flatMap((app): readonly string[] => (app.isPerAgency ? agencies : [app.id])).map((app) => `app ${app}`);
    expect(failedIn(ofApps).toSorted()).toEqual(named.toSorted());
    expect(ofApps.checks.find(({ check }) => check === 'app watch')?.detail).toMatch(/^The deadline watch cannot be reached at .* \(no answer within 5 s\)/);
    await untilWell();
    expect(failedIn(await whileHanging(pidsOf(/^issuer/), diagnosis))).toEqual(['issuer']);
    await untilWell();
    expect(failedIn(await whileHanging(pidsOf(/^kafka/), diagnosis))).toContain('Kafka');
    await untilWell();
    expect(failedIn(await whileHanging(pidsOf(/^postgres/), diagnosis))).toContain('PostgreSQL');
    await untilWell();
  });
});

function failedIn({ checks }: Diagnosis): string[] {
  return checks.filter(({ status }) => status === 'fail').map(({ check }) => check);
}

/** Looks while processes exist and do nothing, as after a stall of their machine. */
async function whileHanging(pids: readonly number[], look: () => Promise<Diagnosis>): Promise<Diagnosis> {
  for (const pid of pids) process.kill(pid, 'SIGSTOP');
  try {
    return await look();
  } finally {
    for (const pid of pids) process.kill(pid, 'SIGCONT');
  }
}
