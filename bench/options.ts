import { Command } from '@commander-js/extra-typings';

import { countArgument, namesArgument } from '../harness/arguments.js';

/** Reads the command line. Prints the help or a mistake and ends the process, as commander does. */
export function parseOptions(variants: readonly string[]) {
  const command = new Command('npm run bench --')
    .description('Measures the exchange beside other ways to build it, on one PostgreSQL and one Kafka of this run\'s own.')
    .option('--only <names>', `some of: ${variants.join(', ')}`, namesArgument(variants))
    .option('--repetitions <count>', 'of every variant, in turns', countArgument, 5)
    .option('--seconds <seconds>', 'of each of the two phases of a repetition', countArgument, 8)
    .option('--connections <count>', 'kept alive by the load process', countArgument, 64)
    .option('--rate <per second>', 'of the second phase, the same for each variant, instead of half of its own highest', countArgument)
    .option('--json <file>', 'write everything measured to this file')
    .option('--profile <folder>', 'have every process of a variant write a CPU profile there (slows it down)')
    .option('--quick', 'one short repetition: shows that everything works, measures nothing', false)
    .addHelpText('after', `
A full run takes about 15 minutes. Each repetition of a variant starts its processes, warms them up, finds the highest
rate at which everything is recorded, then runs at half that rate on the clock. See docs/performance.md.`)
    .showHelpAfterError('Run "npm run bench -- --help" to see the options.')
    .allowExcessArguments(false);
  const options = command.parse().opts();
  return options.quick ? { ...options, repetitions: 1, seconds: 2 } : options;
}

export type BenchOptions = ReturnType<typeof parseOptions>;
