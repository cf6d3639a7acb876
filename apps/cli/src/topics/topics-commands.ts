import type { Command } from 'commander';

import { wholeNumber } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { withExamples } from '../command/help.js';
import { createTopics, listTopics, type CreateOptions } from './topics.js';

export function addTopicsCommands(program: Command, cli: Cli): void {
  const topics = program
    .command('topics')
    .description("Kafka's topics: which the partnership needs, and which are there. Needs a sandbox, or KAFKA_BROKERS and PARTNERSHIP_FILE.");
  withExamples(
    topics.command('list').description('Compare the topics that are there with those needed.').action(cli.running((session) => listTopics(session))),
    ['exchange topics list', 'partitions, replication, settings, differences'],
    ['exchange topics list --json', 'for a program; exit code 1 when one is missing'],
  );
  withExamples(
    topics
      .command('create')
      .description('Create what is missing. What is there is left as it is, whatever it is like; safe to repeat.')
      .option('--replication <count>', 'copies of each partition; by default 3, or as many as there are brokers', wholeNumber(1, 9))
      .action(cli.running<CreateOptions>(createTopics)),
    ['exchange topics create', 'before the apps start for the first time, or after an agency has joined'],
  );
}
