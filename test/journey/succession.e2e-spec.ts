import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { newId } from '#libs/kernel';
import { makeTemporaryFolder, SandboxUnderTest } from '#libs/testing';

import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from '../support/exchange-desk.js';
import { expectOneJudgement } from '../support/one-judgement.js';

jest.setTimeout(180_000);

const HUB = 'northshire-csc';
const SUCCESSOR = 'northmoor-csc';

interface CommandResult {
  readonly code: number;
  readonly out: string;
}

/** The council's hub is merged into its neighbour's while two children wait there. The runbook's steps, one after another. */
describe('an agency is succeeded by another one', () => {
  const folder = makeTemporaryFolder('succession');
  const [dataDir, partnership] = [join(folder.path, 'data'), join(folder.path, 'northshire', 'partnership.yaml')];
  let sandbox: SandboxUnderTest<SandboxDescription>;
  let desk: ExchangeDesk;
  let waiting: string;
  let accepted: string;

  const start = async (): Promise<void> => {
    sandbox = await SandboxUnderTest.start<SandboxDescription>({ dataDir, args: ['--no-demo', '--partnership', partnership], readyTimeoutMs: 230_000 });
    desk = new ExchangeDesk(sandbox.description());
  };
  const published = async (): Promise<string> => {
    const { body: { referralId } } = await desk.publish({ ...exampleReferral, caseReference: `NP-${newId().slice(-8)}` });
    await eventually(() => desk.rungs(referralId, HUB), (rungs) => rungs.includes('delivered'));
    await desk.open(HUB, referralId);
    return referralId;
  };
  const edit = async (name: string, from: string, to: string): Promise<void> => {
    const file = join(folder.path, 'northshire', name);
    const text = await readFile(file, 'utf8');
    expect(text).toContain(from);
    await writeFile(file, text.replace(from, to));
  };
  const exchange = async (...line: readonly string[]): Promise<CommandResult> => {
    try {
      const { stdout } = await promisify(execFile)(process.execPath, ['dist/apps/cli/src/main.js', ...line, '--sandbox', join(dataDir, 'sandbox.json')]);
      return { code: 0, out: stdout };
    } catch (error) {
      const { code, stdout } = error as { readonly code: number; readonly stdout: string };
      return { code, out: stdout };
    }
  };

  beforeAll(async () => {
    await cp('infra/partnership/northshire', join(folder.path, 'northshire'), { recursive: true });
    await start();
    [waiting, accepted] = [await published(), await published()];
    await desk.take(HUB, accepted, 'acceptance');
    await eventually(() => desk.rungs(accepted, HUB), (rungs) => rungs.includes('accepted'));
    await sandbox.stop();
    const today = new Date().toISOString().slice(0, 10);
    await edit('partnership.yaml', '    hubHours: hub-hours/northshire-csc\n', `    hubHours: hub-hours/northshire-csc\n    ended: {on: ${today}, reason: merged, successor: ${SUCCESSOR}}\n`);
    await edit(
      'agreements/multi-agency-safeguarding-hub.yaml', `      - { agency: ${HUB}, purpose: child-protection, expectation: acknowledge-and-decide }\n`,
      `      - { agency: ${HUB}, purpose: child-protection, expectation: acknowledge-and-decide }\n      - { agency: ${SUCCESSOR}, purpose: child-protection, expectation: acknowledge-and-decide }\n`,
    );
    await start();
  }, 600_000);
  afterAll(async () => {
    try {
      await expectOneJudgement(sandbox.description());
    } finally {
      await sandbox.stop();
      folder.remove();
    }
  }, 90_000);

  it('the check and the doctor name the children who still wait there', async () => {
    const check = await exchange('agreement', 'check');
    expect(check).toMatchObject({ code: 0, out: expect.stringContaining(`2 open referrals are still with it: ${waiting}, ${accepted}. Hand over to ${SUCCESSOR}`) });
    expect((await exchange('doctor')).out).toMatch(new RegExp(`warn +ended agencies +${HUB} ended on .*2 open referrals`));
  });

  it('a new referral goes to the successor and not to the hub that has ended', async () => {
    const { body } = await desk.publish({ ...exampleReferral, caseReference: `NP-${newId().slice(-8)}` });
    expect(body.recipients.map(({ agency }) => agency)).toContain(SUCCESSOR);
    expect(body.recipients.map(({ agency }) => agency)).not.toContain(HUB);
  });

  it('the police hand the referrals over; the successor receives and accepts them, and the timeline shows both hops', async () => {
    const handover = await exchange('agreement', 'handover', HUB);
    expect(handover).toEqual({ code: 0, out: expect.stringContaining(`2 referrals handed over from ${HUB} to ${SUCCESSOR}`) });
    await eventually(() => desk.rungs(waiting, SUCCESSOR), (rungs) => rungs.includes('delivered'));
    await desk.open(SUCCESSOR, waiting);
    expect((await desk.take(SUCCESSOR, waiting, 'acceptance')).status).toBe(200);
    await desk.timelineOnce(waiting, ({ recipients }) => recipients.some(({ agency, highestRung }) => agency === SUCCESSOR && highestRung === 'accepted'));
    const { out } = await exchange('audit', 'timeline', waiting);
    expect(out).toMatch(new RegExp(`1 +${HUB} .*the publication +opened`));
    expect(out).toMatch(new RegExp(`2 +${SUCCESSOR} .*a handover from ${HUB} +accepted`));
    expect(out).toContain(`handed it over to ${SUCCESSOR}, because an agency has ended`);
    expect((await exchange('doctor')).out).toMatch(/ok +ended agencies +no referral is still with an agency that has ended/);
  });

  it('the hub that has ended states what it had still decided, and it counts', async () => {
    expect((await desk.take(HUB, accepted, 'decision', { decision: 'section-47-enquiry' })).status).toBe(200);
    await eventually(() => desk.rungs(accepted, HUB), (rungs) => rungs.includes('decided'));
  });
});
