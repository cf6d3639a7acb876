import { Command } from '@commander-js/extra-typings';

import { countArgument, namesArgument } from '../harness/arguments.js';
import { BREAKS, findBreak } from './control/breaks.js';
import { SCENARIOS } from './scenarios/index.js';

export type Options = ReturnType<typeof parseOptions>;

/** Exit code for a wrong option. */
const USAGE = 2;

/** Reads the command line. Prints the help or a mistake and ends the process, as commander does. */
export function parseOptions() {
  const command = new Command('npm run faults --')
    .description('Breaks the exchange on purpose, on PostgreSQL and Kafka of its own, and judges the result by an oracle of its own.')
    .option('--list', 'the scenarios, their aims and their negative controls; run nothing', false)
    .option('--only <names>', 'only these scenarios, with commas between', namesArgument(SCENARIOS.map(({ name }) => name)))
    .option('--quick', 'smaller counts: all of it in some ten minutes', false)
    .option('--seeds <count>', 'seeds for each crash point (5; quick: 1)', countArgument)
    .option('--points <globs>', 'crash points of kill-points, as "point" or "program point", several with commas ("relay.*")', '*')
    .option('--minutes <count>', 'everything ends after so many minutes, finished or not (120; quick: 30)', countArgument)
    .option('--backlog <count>', 'messages that a consumer is behind (100000; quick: 20000)', countArgument)
    .option('--load-seconds <count>', 'length of the scenario "load" (600; quick: 60; memory is judged from 240 on)', countArgument)
    .option('--burst-seconds <count>', 'length of the burst (60; quick: 10)', countArgument)
    .option('--break <name>', 'run against a copy of the product that is broken in this way: the result has to be red', findBreak)
    .option('--json <file>', 'write everything that was found to this file')
    .option('--keep', 'leave data and logs of green scenarios, too, in the temporary folder', false)
    .addHelpText('after', `
Progress goes to standard error, the table to standard output. Exit code 0 when everything that ran is clean, 1 when
something is not or the time was up, 2 when an option is wrong.

Breaks:
${BREAKS.map(({ name, wrong }) => `  ${name.padEnd(22)}${wrong}`).join('\n')}`)
    .allowExcessArguments(false)
    .exitOverride((end) => process.exit(end.exitCode === 0 ? 0 : USAGE));
  const { only, break: broken, ...options } = command.parse().opts();
  const counts = options.quick
    ? { seeds: 1, minutes: 30, backlog: 20_000, loadSeconds: 60, burstSeconds: 10 }
    : { seeds: 5, minutes: 120, backlog: 100_000, loadSeconds: 600, burstSeconds: 60 };
  return {
    ...counts, ...options, broken, scenarios: SCENARIOS.filter(({ name }) => only?.includes(name) !== false),
  };
}
