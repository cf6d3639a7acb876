import { Option, type CommandUnknownOpts } from '@commander-js/extra-typings';

import { APPS, principalOf, type AppDescription } from '#libs/contracts';
import type { ComparedTopic, TopicReport } from '#libs/messaging';
import { readableDuration } from '#libs/sentences';

import { instant, wholeNumber } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { CommandFailed } from '../command/command-failed.js';
import { EXIT_CODES } from '../command/exit-codes.js';
import { examples } from '../command/options.js';
import type { Session } from '../command/session.js';
import { withKafka, type ExchangeKafka } from '../connection/with-kafka.js';
import { tableOf, type Column } from '../terminal/table.js';
import { counted } from '../terminal/words.js';
import { comparedRightsLines, ensuredRightsLines } from './rights-lines.js';

const COMPARED: readonly Column<ComparedTopic>[] = [
  { heading: 'TOPIC', value: ({ name }) => name },
  { heading: 'EXISTS', value: ({ exists }) => (exists ? 'yes' : 'no') },
  { heading: 'PARTITIONS', value: ({ partitions }) => partitions, align: 'right' },
  { heading: 'REPLICATION', value: ({ replication }) => replication, align: 'right' },
  { heading: 'MIN IN SYNC', value: ({ minInsyncReplicas }) => minInsyncReplicas, align: 'right' },
  { heading: 'KEPT', value: ({ retentionMs }) => retention(retentionMs), align: 'right' },
  { heading: 'DIFFERENCES', value: ({ differences }) => differences.join('; ') },
];

const REPORTED: readonly Column<TopicReport>[] = [
  { heading: 'TOPIC', value: ({ name }) => name },
  { heading: 'STATUS', value: ({ status }) => status },
  { heading: 'DIFFERENCES', value: ({ differences }) => differences.join('; ') },
];

export function addTopicsCommands(program: CommandUnknownOpts, cli: Cli): void {
  const topics = program
    .command('topics')
    .description("Kafka's topics and the rights on them: those that the partnership needs, and those that are there. Needs a sandbox, or KAFKA_BROKERS and PARTNERSHIP_FILE.");
  topics
    .command('list')
    .description('Compare the topics and rights that are there with those needed.')
    .addHelpText('after', examples(
      ['exchange topics list', 'partitions, replication, settings, differences'],
      ['exchange topics list --json', 'for a program; exit code 1 when one is missing'],
    ))
    .action(() => listTopics(cli.session));
  topics
    .command('create')
    .description('Create missing topics and rights, and take away rights that no app needs. Existing topics are left as they are, even if they differ; safe to repeat.')
    .option('--replication <count>', 'copies of each partition; by default 3, or as many as there are brokers', wholeNumber(1, 9))
    .addHelpText('after', examples(['exchange topics create', 'before the apps start for the first time, or after an agency has joined']))
    .action(({ replication }) => createTopics(cli.session, replication));
  topics
    .command('rewind')
    .description(
      'Let every app read again what Kafka stored since a time, after a restored backup. The apps must be stopped. They recognise what they know already. '
      + 'It never moves an app forward.',
    )
    .addOption(new Option('--to <time>', 'a time before the backup').argParser(instant).makeOptionMandatory())
    .addHelpText('after', examples(['exchange topics rewind --to 2026-05-22T02:00:00Z', 'the backup began a little later']))
    .action(({ to }) => rewind(cli.session, to));
}

/** The groups of all apps, each with the topics that it consumes. */
function consumed({ topics, agencies }: ExchangeKafka): readonly (readonly [app: string, group: string, topics: readonly string[]])[] {
  const groupsOf = (app: AppDescription, of: readonly string[], agency?: string) =>
    app.consumes(topics, of).map(({ group, topics: read }) => [principalOf(app, agency), group, read] as const);
  return APPS.flatMap((app) => (app.isPerAgency ? agencies.flatMap((agency) => groupsOf(app, [agency], agency)) : groupsOf(app, agencies)));
}

async function rewind(session: Session, to: string): Promise<void> {
  const apps = await withKafka(session.kafka(), async (kafka) => {
    const rewound: { readonly app: string; readonly messages: number }[] = [];
    for (const [app, group, topics] of consumed(kafka)) {
      const again = await kafka.admin.rewind(group, topics, Date.parse(to)).catch(() => {
        throw CommandFailed.usage(`${app} was not rewound: it runs still, or stopped less than 10 s ago. Stop every app, and repeat the command. Repeating it is safe.`);
      });
      rewound.push({ app, messages: Number(again) });
    }
    return rewound;
  });
  await session.output.result({ to, apps }, apps.map(({ app, messages }) => `${app} reads ${counted(messages, 'message')} again.`));
}

async function listTopics(session: Session): Promise<void> {
  const { topics, rights, brokers } = await withKafka(session.kafka(), async ({ admin, needed, rightsAdmin, neededRights, brokers }) =>
    ({ topics: await admin.compare(needed), rights: await rightsAdmin.compare(neededRights), brokers }));
  const missing = topics.filter(({ exists }) => !exists).length;
  await session.output.result({ brokers, missing, topics, rights }, [...tableOf(COMPARED, topics, session.output.layout), ...await comparedRightsLines(rights)]);
  const isAsNeeded = rights === 'unchecked' || rights.missing.length + rights.unneeded.length === 0;
  if (missing === 0 && isAsNeeded) return;
  if (missing > 0) session.output.note(`${missing} of ${topics.length} topics are missing. Create them with: exchange topics create`);
  if (!isAsNeeded) session.output.note('Make the rights as they are needed with: exchange topics create');
  session.exitCode = EXIT_CODES.failed;
}

async function createTopics(session: Session, replication: number | undefined): Promise<void> {
  const { output } = session;
  const { topics, rights, replicationFactor } = await withKafka(session.kafka(), async ({ admin, needed, rightsAdmin, neededRights, brokers }) => {
    const { WANTED_REPLICATION } = await import('#libs/messaging');
    const replicationFactor = replication ?? Math.min(WANTED_REPLICATION, brokers);
    output.note(`Making sure of ${needed.length} topics with ${counted(replicationFactor, 'copy', 'copies')} on ${counted(brokers, 'broker')}.`);
    const topics = await admin.ensureTopics(needed, { replicationFactor });
    return { topics, rights: await rightsAdmin.ensure(neededRights), replicationFactor };
  });
  const count = (status: TopicReport['status']): number => topics.filter((topic) => topic.status === status).length;
  const summary = { created: count('created'), unchanged: count('unchanged'), different: count('different') };
  await output.result({ replicationFactor, ...summary, topics, rights }, [
    ...tableOf(REPORTED, topics, output.layout),
    '',
    `${summary.created} created, ${summary.unchanged} unchanged, ${summary.different} different`,
    ...await ensuredRightsLines(rights),
  ]);
  if (summary.different > 0) session.exitCode = EXIT_CODES.failed;
}

function retention(milliseconds: number | undefined): string | undefined {
  if (milliseconds === undefined || Number.isNaN(milliseconds)) return undefined;
  return milliseconds < 0 ? 'for ever' : readableDuration(milliseconds);
}
