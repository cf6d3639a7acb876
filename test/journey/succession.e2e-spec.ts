import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';

import { newId } from '#libs/kernel';
import { makeTemporaryFolder, SandboxUnderTest } from '#libs/testing';

import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from '../support/exchange-desk.js';
import { expectOneJudgement } from '../support/one-judgement.js';
import { expectSameClocks } from '../support/same-clocks.js';

jest.setTimeout(180_000);

const ENDED = 'northmoor-csc';
const SUCCESSOR = 'northshire-csc';

interface CommandResult {
  readonly code: number;
  readonly out: string;
}

/** `npm start -- --succession`, as the README shows it: the hub of Northmoor is succeeded while the child of DEMO-010 waits there. */
describe('an agency is succeeded by another one', () => {
  const folder = makeTemporaryFolder('succession');
  let sandbox: SandboxUnderTest<SandboxDescription>;
  let desk: ExchangeDesk;
  let waiting: string;
  let decided: string;

  const exchange = async (...line: readonly string[]): Promise<CommandResult> => {
    try {
      const { stdout } = await promisify(execFile)(process.execPath, ['dist/apps/cli/src/main.js', ...line, '--sandbox', join(folder.path, 'sandbox.json')]);
      return { code: 0, out: stdout };
    } catch (error) {
      const { code, stdout } = error as { readonly code: number; readonly stdout: string };
      return { code, out: stdout };
    }
  };

  beforeAll(async () => {
    sandbox = await SandboxUnderTest.start<SandboxDescription>({ dataDir: folder.path, args: ['--succession'], readyTimeoutMs: 400_000 });
    desk = new ExchangeDesk(sandbox.description());
    const { referrals } = JSON.parse(await readFile(join(folder.path, 'demo.json'), 'utf8')) as { readonly referrals: Readonly<Record<string, string>> };
    [waiting, decided] = [referrals['DEMO-010'] ?? '', referrals['DEMO-003'] ?? ''];
  }, 600_000);
  afterAll(async () => {
    try {
      await expectOneJudgement(sandbox.description());
    } finally {
      await sandbox.stop();
      folder.remove();
    }
  }, 90_000);

  it('the check and the doctor name the child who still waits there, and the record has no agency for it', async () => {
    const check = await exchange('agreement', 'check');
    expect(check).toMatchObject({ code: 0, out: expect.stringContaining(`1 open referral is still with it: ${waiting}. Hand over to ${SUCCESSOR}`) });
    expect((await exchange('doctor')).out).toMatch(new RegExp(`warn +ended agencies +${ENDED} ended on .*1 open referral`));
    await eventually(() => exchange('audit', 'timeline', waiting), ({ out }) => out.includes(`recorded that ${ENDED} has ended; its successor is ${SUCCESSOR}`));
    expect((await exchange('referral', 'status', waiting)).out).toContain('NO AGENCY HAS THE CHILD');
  });

  it('a new referral of the area goes to the successor and not to the hub that has ended', async () => {
    const { body } = await desk.publish({ ...exampleReferral, area: 'northmoor', caseReference: `NP-${newId().slice(-8)}` });
    expect(body.recipients.map(({ agency }) => agency)).toContain(SUCCESSOR);
    expect(body.recipients.map(({ agency }) => agency)).not.toContain(ENDED);
  });

  it('the police hand the referral over; the successor receives and accepts it, and the timeline shows both hops', async () => {
    const handover = await exchange('agreement', 'handover', ENDED);
    expect(handover).toEqual({ code: 0, out: expect.stringContaining(`1 referral handed over from ${ENDED} to ${SUCCESSOR}`) });
    await eventually(() => desk.rungs(waiting, SUCCESSOR), (rungs) => rungs.includes('delivered'));
    await desk.open(SUCCESSOR, waiting);
    expect((await desk.take(SUCCESSOR, waiting, 'acceptance')).status).toBe(200);
    await desk.timelineOnce(waiting, ({ recipients }) => recipients.some(({ agency, highestRung }) => agency === SUCCESSOR && highestRung === 'accepted'));
    const { out } = await exchange('audit', 'timeline', waiting);
    expect(out).toMatch(new RegExp(`1 +${ENDED} .*the publication +opened`));
    expect(out).toMatch(new RegExp(`2 +${SUCCESSOR} .*a handover from ${ENDED} +accepted`));
    expect(out).toContain(`handed it over to ${SUCCESSOR}, because an agency has ended`);
    expect((await exchange('doctor')).out).toMatch(/ok +ended agencies +no referral is still with an agency that has ended/);
  });

  it('a second handover finds nothing left', async () => {
    expect(await exchange('agreement', 'handover', ENDED)).toEqual({ code: 0, out: expect.stringContaining(`0 referrals handed over from ${ENDED}`) });
  });

  it('the hub that has ended states the outcome of a child it had decided about, and it counts', async () => {
    expect((await desk.take(ENDED, decided, 'feedback', { outcome: 'support-in-place' })).status).toBe(200);
    await eventually(() => desk.rungs(decided, ENDED), (rungs) => rungs.includes('fed_back'));
  });

  it('the status marks the clocks of both hubs as the watch counts them: those of the hub that has ended were handed over', async () => {
    expect(await expectSameClocks(desk)).toEqual(expect.arrayContaining([expect.stringMatching(/^cancelled handed-over /)]));
  });
});
