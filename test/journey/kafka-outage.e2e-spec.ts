import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';

import { SandboxUnderTest, startTestKafka, type TestKafka } from '#libs/testing';

import { eventually, exampleReferral, ExchangeDesk, type SandboxDescription } from '../support/exchange-desk.js';
import { expectOneJudgement } from '../support/one-judgement.js';

const OUTAGE_MS = 30_000;
const RECIPIENTS = ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation'];

/** Kafka is away for half a minute on a working day. No referring officer should notice. */
describe('Kafka stops for 30 s while referrals come in', () => {
  let kafka: TestKafka;
  let sandbox: SandboxUnderTest<SandboxDescription>;
  let desk: ExchangeDesk;

  beforeAll(async () => {
    kafka = await startTestKafka();
    sandbox = await SandboxUnderTest.start<SandboxDescription>({ args: ['--no-demo'], environment: { KAFKA_BROKERS: kafka.brokers.join(',') } });
    desk = new ExchangeDesk(sandbox.description());
  }, 240_000);
  afterAll(async () => {
    try {
      await expectOneJudgement(sandbox.description());
    } finally {
      // A start that failed leaves no sandbox. A Kafka that stays keeps the test run from ending.
      await sandbox?.stop();
      await kafka?.stop();
    }
  }, 90_000);

  it('all of them are accepted, and all arrive once', async () => {
    const { urls } = sandbox.description();
    const readiness = async (): Promise<string> => ((await (await fetch(`${urls.publisher}/health/ready`)).json()) as { readonly status: string }).status;
    const accepted: string[] = [];
    const submit = async (number: number): Promise<void> => {
      const answer = await desk.publish({ ...exampleReferral, caseReference: `NP-OUTAGE-${number % 5}` });
      expect(answer.status).toBe(202);
      accepted.push(answer.body.referralId);
    };
    await submit(0);
    const [broker] = kafka.nodes;
    await broker?.stop();
    const stopped = Date.now();
    for (let number = 1; Date.now() - stopped < OUTAGE_MS; number += 1) {
      await submit(number);
      await pause(500);
    }
    expect(await readiness()).toBe('degraded');
    await broker?.start();
    await submit(999);

    for (const referralId of accepted) {
      const { recipients } = await eventually(
        () => desk.status(referralId),
        (status) => status.recipients.every(({ rungs }) => rungs.some(({ rung }) => rung === 'delivered')),
        60_000,
      );
      expect(recipients.map(({ agency, rungs }) => [agency, rungs.map(({ rung }) => rung)])).toEqual(
        RECIPIENTS.map((agency) => [agency, ['published', 'delivered']]),
      );
    }
    const expected = 1 + RECIPIENTS.length;
    const recorded = await desk.timelineOnce(accepted.at(-1) ?? '', ({ events }) => events.filter((event) => isLadderEvent(event)).length === expected);
    expect(recorded.recipients).toHaveLength(RECIPIENTS.length);
    expect(await eventually(readiness, (status) => status === 'ok')).toBe('ok');
  }, 180_000);
});

/** The clocks add facts of their own, which are not part of how a referral travels. */
function isLadderEvent({ type }: { readonly type: string }): boolean {
  return type.startsWith('safeguarding.referral.') || type === 'safeguarding.machine.stated.v1';
}
