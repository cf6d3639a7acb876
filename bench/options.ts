import { Command, InvalidArgumentError } from 'commander';

export interface BenchOptions {
  readonly only?: readonly string[];
  readonly repetitions: number;
  readonly seconds: number;
  readonly connections: number;
  /** Referrals a second in the second phase, the same for everyone; half of each one's own highest rate without it. */
  readonly rate?: number;
  readonly json?: string;
  readonly profile?: string;
  readonly quick: boolean;
}

/** Reads the command line; prints help or a mistake and ends the process, as commander does. */
export function parseOptions(argv: readonly string[], contestants: readonly string[]): BenchOptions {
  const command = new Command('npm run bench --')
    .description('Measures the exchange beside what a team would otherwise write, on one PostgreSQL and one Kafka of this run\'s own.')
    .option('--only <names>', `some of: ${contestants.join(', ')}`, (text) => parseNames(text, contestants))
    .option('--repetitions <count>', 'of every contestant, in turns', parseCount, 5)
    .option('--seconds <seconds>', 'of each of the two phases of a repetition', parseCount, 8)
    .option('--connections <count>', 'kept alive by the load process', parseCount, 64)
    .option('--rate <per second>', 'of the second phase, the same for each contestant, instead of half of its own highest', parseCount)
    .option('--json <file>', 'write everything measured to this file')
    .option('--profile <folder>', 'have every process of a contestant write a CPU profile there (slows it down)')
    .option('--quick', 'one short repetition: shows that everything works, measures nothing', false)
    .addHelpText('after', `
A full run takes about 15 minutes. Each repetition of a contestant starts its processes, warms them up, finds the highest
rate at which everything is recorded, then runs at half that rate on the clock. See docs/performance.md.`)
    .showHelpAfterError('Run "npm run bench -- --help" to see the options.')
    .allowExcessArguments(false);
  const options = command.parse([...argv], { from: 'user' }).opts<BenchOptions>();
  return options.quick ? { ...options, repetitions: 1, seconds: 2 } : options;
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d{1,4}$/.test(text) || count < 1) throw new InvalidArgumentError('It is a whole number from 1.');
  return count;
}

function parseNames(text: string, known: readonly string[]): readonly string[] {
  const names = text.split(',');
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  return names;
}
