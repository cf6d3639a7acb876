import type { CommandUnknownOpts } from '@commander-js/extra-typings';

import type { PartOrder, SandboxPart } from '#libs/local-services';

import type { Cli } from '../command/cli.js';
import { slug } from '../command/arguments.js';
import { examples } from '../command/options.js';
import { tableOf } from '../terminal/table.js';
import { orderPart, partsOf } from './sandbox-control.js';

const STATES: Readonly<Record<SandboxPart['state'], string>> = {
  running: 'runs',
  stopped: 'stopped by order',
  down: 'down: it ended by itself',
};

/** The commands that rehearse an outage in a running sandbox, while the rest of it goes on. */
export function addSandboxCommands(program: CommandUnknownOpts, cli: Cli): void {
  const sandbox = program.command('sandbox').description('Stop and start single parts of the running sandbox, to rehearse an outage.');
  const order = (name: PartOrder, description: string) =>
    sandbox
      .command(name)
      .description(description)
      .argument('<part>', 'kafka, postgres, issuer, publisher, recorder, watch, portal, or the id of an agency for its node', slug)
      .action((part) => carryOut(cli, part, name));
  order('stop', 'Stop one part. The sandbox does not start it again by itself, and everything else goes on.')
    .addHelpText('after', examples(
      ['exchange sandbox stop kafka', 'as when Kafka is away: referrals are still accepted'],
      ['exchange sandbox stop northshire-csc', "the node of one agency: its referrals wait in its topic"],
    ));
  order('start', 'Start one part again on its data, and wait until it can be used.')
    .addHelpText('after', examples(['exchange sandbox start kafka', 'the referrals that wait are delivered']));
  sandbox
    .command('status')
    .description('List the parts of the sandbox: which run, and which were stopped.')
    .addHelpText('after', examples(['exchange sandbox status', 'after a rehearsal: does everything run?'], ['exchange sandbox status --json', 'for a program']))
    .action(async () => {
      const { output } = cli.session;
      const { parts } = await partsOf(cli.session);
      await output.result({ parts }, tableOf([
        { heading: 'PART', value: ({ id }) => id },
        { heading: 'STATE', value: ({ state }) => STATES[state] },
        { heading: 'PROCESS', value: ({ pids }) => pids.join(', ') },
        { heading: 'NAME', value: ({ name }) => name },
      ], parts, output.layout));
    });
}

async function carryOut(cli: Cli, name: string, order: PartOrder): Promise<void> {
  const { session } = cli;
  const { parts, changed } = await orderPart(session, name, order);
  const part = parts.find((each) => each.name === name || each.id === name);
  const done = order === 'stop' ? 'is stopped' : 'runs';
  const stopped = parts.filter(({ state }) => state === 'stopped').map(({ id }) => id);
  const rest = stopped.length === 0 ? 'No part is stopped.' : `Stopped now: ${stopped.join(', ')}.`;
  await session.output.result({ part: part?.name, changed, stopped }, [`${part?.name ?? name} ${changed ? done : `${done} already`}. ${rest}`]);
}
