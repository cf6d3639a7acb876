import type { Command } from 'commander';

import { instant } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { withExamples } from '../command/help.js';
import { checkAgreements, type CheckOptions } from './check-agreements.js';
import { explainAgreements, type ExplainOptions } from './explain-agreements.js';

const PARTNERSHIP = 'the partnership file; by default PARTNERSHIP_FILE, else that of the running sandbox';

export function addAgreementCommands(program: Command, cli: Cli): void {
  const agreement = program
    .command('agreement')
    .description('Sharing agreements: are the files sound, and who would be told what. Sends nothing, asks no server.');
  withExamples(
    agreement
      .command('check')
      .description('Read the partnership and its agreements as the servers do, and warn of what may not be meant. Exit code 1 if they are not sound.')
      .option('--partnership <file>', PARTNERSHIP)
      .option('--at <time>', 'check as of this time instead of now', instant(cli.now))
      .action(cli.running<CheckOptions>((session, options) => checkAgreements(session, options, cli.now))),
    ['exchange agreement check', 'before a changed file is put into use'],
    ['exchange agreement check --partnership draft/partnership.yaml --json', 'for a program: problems and warnings'],
  );
  withExamples(
    agreement
      .command('explain')
      .description('Say who would be told of a referral, which fields each would get, and why. The referral is not sent.')
      .requiredOption('--referral <file>', 'the referral as JSON; - reads standard input')
      .option('--partnership <file>', PARTNERSHIP)
      .option('--at <time>', 'explain it as of this time instead of now', instant(cli.now))
      .action(cli.running<ExplainOptions>((session, options) => explainAgreements(session, options, cli.surroundings.input, cli.now))),
    ['exchange agreement explain --referral docs/examples/referral.json', 'agency by agency'],
    ['exchange agreement explain --referral r.json --at 2027-04-01 --json', 'on a later day, for a program'],
  );
}
