import { resolve } from 'node:path';

import { Command, InvalidArgumentError, Option } from 'commander';

import { repositoryFile } from '#libs/local-services';

/** The options of the command line. */
export interface SandboxOptions {
  /** Folder for all data: databases, logs, secrets, sandbox.json. */
  readonly data: string;
  /** The first port. Every port is an offset from it. */
  readonly portBase: number;
  readonly demo: boolean;
  readonly brokers: 1 | 3;
  /** The partnership file; by default that of the demo. */
  readonly partnership: string;
  /** Two starts: the demo, then the same data after one of its agencies has ended. */
  readonly succession: boolean;
}

type Parsed = Omit<SandboxOptions, 'data' | 'succession'> & Partial<Pick<SandboxOptions, 'data' | 'succession'>>;

const DATA = '.data';
/** Its own, because an agency of the demo ends in it. */
const SUCCESSION_DATA = '.data-succession';

/** Highest offset from the base, kept below 32768 because outgoing connections take their ports from there. */
const PORT_SPAN = 100;
const HIGHEST_PORT = 32_767;

/** Reads the command line; prints help or a mistake and ends the process, as commander does. */
export function parseOptions(argv: readonly string[]): SandboxOptions {
  const command = new Command('npm start --')
    .description('A whole safeguarding partnership on this machine: PostgreSQL, Kafka, every app, demo referrals.')
    .option('--data <folder>', `where everything is kept; a second start finds it again (default: ${DATA}, with --succession ${SUCCESSION_DATA})`, parseFolder)
    .option('--port-base <port>', 'first of the ports used; another base lets two sandboxes run side by side', parsePortBase, 4100)
    .option('--brokers <count>', 'Kafka brokers: 1, or 3 with replication', parseBrokers, 1)
    .option('--partnership <file>', 'another partnership file, for example a copy of the demo\'s with a change to try', repositoryFile('infra', 'partnership', 'northshire', 'partnership.yaml'))
    .option('--no-demo', 'start with an empty exchange')
    .addOption(new Option('--succession', 'start the demo, stop, and start its data again with an agency that has ended and has a successor').conflicts(['partnership', 'demo']))
    .addHelpText(
      'after',
      `
Examples:
  npm start
  npm start -- --data /tmp/second --port-base 4300
  npm start -- --no-demo
  npm start -- --succession

Environment: KAFKA_BROKERS and DATABASE_URL name servers to use instead of local ones; EXCHANGE_DOCKER=never|always
decides about Docker, which is otherwise used where it runs. Ctrl-C stops everything.`,
    )
    .showHelpAfterError('Run "npm start -- --help" to see the options.')
    .allowExcessArguments(false);
  const options = command.parse([...argv], { from: 'user' }).opts<Parsed>();
  const { succession = false, data = succession ? SUCCESSION_DATA : DATA } = options;
  return { ...options, succession, data, partnership: resolve(options.partnership) };
}

/** An empty value, as of an unset variable of a shell, would be the current folder: a sandbox in the middle of other files. */
function parseFolder(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It is the path of a folder.');
  return text;
}

function parsePortBase(text: string): number {
  const port = Number(text);
  const allowed = /^\d{1,5}$/.test(text) && port >= 1_024 && port + PORT_SPAN <= HIGHEST_PORT;
  if (!allowed) throw new InvalidArgumentError(`It is a port from 1024 to ${HIGHEST_PORT - PORT_SPAN}.`);
  return port;
}

function parseBrokers(text: string): 1 | 3 {
  if (text === '1') return 1;
  if (text === '3') return 3;
  throw new InvalidArgumentError('It is 1 or 3.');
}
