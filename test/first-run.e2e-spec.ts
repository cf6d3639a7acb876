import { afterAll, describe, expect, it, jest } from '@jest/globals';

import { SandboxUnderTest } from '#libs/testing';

import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from './support/exchange-desk.js';

jest.setTimeout(240_000);

// Small on purpose: CI runs it under every Node that the README names.
describe(`a first run under Node ${process.versions.node}`, () => {
  let running: SandboxUnderTest<SandboxDescription> | undefined;

  afterAll(async () => {
    await running?.stop();
  });

  it('starts, carries a referral to its recipients and into the audit, and stops', async () => {
    running = await SandboxUnderTest.start<SandboxDescription>({ args: ['--no-demo'], readyTimeoutMs: 200_000 });
    const desk = new ExchangeDesk(running.description());
    const { status, body: { referralId, recipients } } = await desk.publish(exampleReferral);
    expect([status, recipients.length]).toEqual([202, 4]);
    for (const { agency } of recipients) await eventually(() => desk.rungs(referralId, agency), (rungs) => rungs.includes('delivered'));
    expect((await desk.open('northshire-csc', referralId)).status).toBe(200);
    await desk.timelineOnce(referralId, ({ events }) => events.some(({ rung }) => rung === 'opened'));
    // Fails when a process is left or the exit code is not 0.
    const stopping = running;
    running = undefined;
    await stopping.stop();
  });
});
