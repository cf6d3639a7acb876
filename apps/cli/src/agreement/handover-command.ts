import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import type { Cli } from '../command/cli.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import { examples } from '../command/options.js';
import { answer } from '../connection/connection.js';
import { counted } from '../terminal/words.js';

/** Adds `exchange agreement handover`. */
export function addHandoverCommand(agreement: CommandUnknownOpts, cli: Cli): void {
  agreement
    .command('handover')
    .description(
      'Hand the open referrals of an agency that has ended to its successor, each as a further hop. The partnership file names the successor. '
      + 'Exit code 1 if a referral is left; run it again after the cause is removed.',
    )
    .argument('<agency>', 'the agency that has ended')
    .addHelpText('after', examples(
      ['exchange agreement handover northmoor-csc', 'after its end is in the partnership file and the publisher has started with it'],
      ['exchange agreement check', 'the referrals that are still with an ended agency'],
    ))
    .action(async (agency) => {
      const { session } = cli;
      const recorded = await answer(session.publisher().POST('/v1/agencies/{agency}/handover', { params: { path: { agency } } }));
      const { successor, handedOver, notHandedOver } = recorded;
      await session.output.result(recorded, [
        `${counted(handedOver.length, 'referral')} handed over from ${agency} to ${successor}.`,
        ...handedOver.map((referralId) => `  ${referralId}`),
        ...notHandedOver.map(({ referralId, reason }) => `${session.output.paint('Left', 'red')} ${referralId}: ${reason}. Telephone ${successor}.`),
      ]);
      if (notHandedOver.length > 0) session.exitCode = EXIT_CODES.failed;
    });
}
