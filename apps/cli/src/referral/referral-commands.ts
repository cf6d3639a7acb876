import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import { newId, systemClock } from '#libs/kernel';

import { idempotencyKey, instant, slug, uuid, wholeNumber } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { examples } from '../command/options.js';
import { answer } from '../connection/connection.js';
import { PARTNERSHIP_OPTION } from '../connection/partnership-file.js';
import { addChangeCommands } from './change-commands.js';
import { addListCommand } from './list-command.js';
import { showStatus } from './referral-status.js';
import { addResendCommand } from './resend-command.js';
import { submitReferral } from './submit-referral.js';

export function addReferralCommands(program: CommandUnknownOpts, cli: Cli): void {
  const referral = program.command('referral').description('Publish referrals and follow their answers, as a police force.');
  referral
    .command('submit')
    .description(
      'Publish a referral. It is checked here first; then it is sent until the publisher has answered, always under one idempotency key.',
    )
    .argument('<file>', 'the referral as JSON (see docs/examples/referral.json); - reads standard input')
    .option('--key <key>', 'idempotency key; the same key again is the same referral. Without it a new one is made and shown', idempotencyKey)
    .option('--retry-for <seconds>', 'how long to go on while the publisher is away or busy', wholeNumber(0, 86_400), 60)
    .option('--check-only', 'check the file as the publisher would, with the partnership file, and send nothing')
    .option('--partnership <file>', `for --check-only: ${PARTNERSHIP_OPTION}`)
    .addHelpText('after', examples(
      ['exchange referral submit referral.json', 'publish it; a key is made and shown'],
      ['exchange referral submit - --key NSP-2026-004711', 'read it from a pipe, under a key of your own'],
      ['exchange referral submit referral.json --check-only', 'only list what the publisher would refuse'],
    ))
    .action((file, options) => submitReferral(cli.session, options, file, cli.surroundings.input));
  addListCommand(referral, cli);
  referral
    .command('status')
    .description('Show the rung that each recipient of a referral has reached, and its clocks with the calls, from the audit. With --json, clocks is null where the audit did not answer.')
    .argument('<id>', 'id of the referral', uuid)
    .option('--watch', 'report each new rung until every recipient has answered')
    .option('--timeout <seconds>', 'stop watching after this time, with exit code 6', wholeNumber(1, 604_800), 300)
    .addHelpText('after', examples(
      ['exchange referral status 0190f3a4-5b7c-7c3a-9d2e-3f0a1b2c3d4e', 'every recipient and its rung'],
      ['exchange referral status <id> --watch --timeout 60', 'wait a minute for the answers'],
    ))
    .action((id, options) => showStatus(cli.session, options, id));
  referral
    .command('follow-up')
    .description("Record that an agency that had not answered was followed up. It ends the duty to do so, and not the agency's duty to answer.")
    .argument('<id>', 'id of the referral', uuid)
    .requiredOption('--agency <id>', 'the agency that was asked', slug)
    .option('--at <time>', 'when it was asked; without it, now', instant)
    .option('--key <key>', 'idempotency key; the same key again is the same record', idempotencyKey)
    .addHelpText('after', examples(
      ['exchange referral follow-up <id> --agency northshire-csc', 'the hub was asked just now'],
      ['exchange referral follow-up <id> --agency northshire-csc --at 2026-05-26T17:20:00+01:00', 'it was asked at twenty past five'],
    ))
    .action(async (referralId, { agency, at: followedUpAt = systemClock.now().toISOString(), key = newId() }) => {
      const params = { path: { referralId }, header: { 'idempotency-key': key } };
      const recorded = await answer(cli.session.publisher().POST('/v1/referrals/{referralId}/follow-ups', { params, body: { agency, followedUpAt } }));
      await cli.session.output.result({ ...recorded, agency, followedUpAt, idempotencyKey: key }, [
        `Recorded: ${agency} was followed up ${cli.session.output.layout.times.at(followedUpAt)}. It still owes its answer.`,
      ]);
    });
  addChangeCommands(referral, cli);
  addResendCommand(referral, cli);
}
