import { InvalidArgumentError, Option, type Command } from 'commander';

import { AUDIT_EVENT_TYPES, MEASURE_DIMENSIONS, RUNGS } from '#libs/contracts';

import { dayOrMonth, instant, slug, unitCode, uuid } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { withExamples } from '../command/help.js';
import { withListOptions } from '../command/list-options.js';
import { countAgencies, listAwaiting, type AwaitingOptions } from './awaiting.js';
import { exportEvents, type ExportOptions } from './export-events.js';
import { showMeasures, type MeasureOptions } from './measures.js';
import { showRecommendations } from './recommendations.js';
import { searchEvents, type SearchOptions } from './search-events.js';
import { showTimeline } from './timeline.js';

const DURATION = /^(?:P(?:\d+W)?(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?)?|\d{1,9})$/;
const SHORT_DURATION = /^(\d{1,6})(m|h|d|w)$/;
const ISO: Readonly<Record<string, (amount: string) => string>> = {
  m: (amount) => `PT${amount}M`, h: (amount) => `PT${amount}H`, d: (amount) => `P${amount}D`, w: (amount) => `P${amount}W`,
};

export function addAuditCommands(program: Command, cli: Cli): void {
  const audit = program.command('audit').description('Ask what happened, and what did not, as an auditor.');
  withExamples(
    withListOptions(withFilters(audit.command('search'), cli), 'events')
      .description('Search the event log, latest first. It needs a bound: a referral, a correlation id, or a period.')
      .action(cli.running<SearchOptions>(searchEvents)),
    ['exchange audit search --from 7d --agency northshire-csc', 'what that agency stated within a week'],
    ['exchange audit search --from 24h --rung refused', 'every refusal of a day'],
    ['exchange audit search --referral <id> --all --json', 'everything about one referral, for a program'],
  );
  withExamples(
    audit
      .command('timeline')
      .description('Tell the story of one referral across agencies: what happened, and what has not.')
      .argument('<id>', 'id of the referral', uuid)
      .action(cli.running((session, _, id) => showTimeline(session, id))),
    ['exchange audit timeline 0190f3a4-5b7c-7c3a-9d2e-3f0a1b2c3d4e', 'who was told, and who answered'],
  );
  withExamples(
    withListOptions(audit.command('awaiting'), 'silences')
      .description('List who has not responded to what, the longest silence first.')
      .option('--agency <id>', 'only this agency', slug)
      .option('--older-than <duration>', 'only silences longer than this: 90m, 24h, 7d, or ISO 8601 (P1D)', duration)
      .action(cli.running<AwaitingOptions>(listAwaiting)),
    ['exchange audit awaiting --older-than 24h', 'silent for more than a day'],
  );
  withExamples(
    audit
      .command('agencies')
      .description('Count by agency and rung, with the oldest silence of each.')
      .action(cli.running((session) => countAgencies(session))),
    ['exchange audit agencies', 'all agencies side by side'],
  );
  withExamples(
    withFilters(audit.command('export'), cli)
      .description('Export the event log, earliest first, to a file or to standard output. It needs a bound, like search.')
      .addOption(format())
      .option('--output <file>', 'the file; it is there once it is whole. Without it: standard output')
      .option('--force', 'replace the file when it is there already')
      .action(cli.running<ExportOptions>(exportEvents)),
    ['exchange audit export --from 2026-05-01 --to 2026-06-01 --output may.csv', 'a month, for a spreadsheet'],
    ['exchange audit export --from 7d --format jsonl | gzip > week.jsonl.gz', 'a week, through a pipe'],
  );
  addMeasureCommands(audit, cli);
}

function addMeasureCommands(audit: Command, cli: Cli): void {
  withExamples(
    audit
      .command('measures')
      .description('Measure how children are protected: in time, delays, quality of recording, gaps. Without an id: which measures there are.')
      .argument('[id]', 'id of the measure', slug)
      .option('--force <id>', 'only this force', slug)
      .option('--unit <code>', 'only this unit', unitCode)
      .option('--agency <id>', 'only this agency', slug)
      .option('--from <day>', 'begin of the period: a day or a month, by local time; without it, the month in which it ends', dayOrMonth)
      .option('--to <day>', 'end of the period, included: a day or a month; without it, today', dayOrMonth)
      .addOption(new Option('--by <what>', 'group by this').choices(MEASURE_DIMENSIONS))
      .action(cli.running<MeasureOptions>((session, options, id) => showMeasures(session, options, id))),
    ['exchange audit measures', 'every measure, in a sentence'],
    ['exchange audit measures acknowledged-in-time --from 2026-04 --to 2026-06 --by agency', 'a quarter, agency by agency'],
    ['exchange audit measures ethnicity-n1 --from 2026-05 --by unit', 'which unit stands out'],
  );
  withExamples(
    audit
      .command('recommendations')
      .description('Follow the recommendations of inspections: due when, and what the measures say. With an id: month by month.')
      .argument('[id]', 'id of the recommendation', slug)
      .action(cli.running((session, _, id) => showRecommendations(session, id))),
    ['exchange audit recommendations', 'the whole action plan'],
    ['exchange audit recommendations record-ethnicity', 'its measure since the report was received'],
  );
}

function format(): Option {
  const description = 'csv for spreadsheets; jsonl (one event a line, with its payload) for programs';
  return new Option('--format <format>', description).choices(['csv', 'jsonl']).default('csv');
}

function withFilters(command: Command, cli: Cli): Command {
  return command
    .option('--referral <id>', 'only this referral', uuid)
    .option('--agency <id>', 'only what this agency stated, and what was forwarded to it', slug)
    .addOption(new Option('--rung <rung>', 'only this rung').choices(RUNGS))
    .addOption(new Option('--type <type>', 'only events of this type').choices(AUDIT_EVENT_TYPES))
    .option('--correlation <id>', 'only what one request led to', uuid)
    .option('--from <time>', 'begin of the period: a date, a time, or how long ago (24h, 7d)', instant(cli.now))
    .option('--to <time>', 'end of the period; without it, now', instant(cli.now))
    .addOption(new Option('--by <time>', 'which time the period is about').choices(['occurred', 'recorded']));
}

/** A duration as the audit portal reads it. */
export function duration(text: string): string {
  const short = SHORT_DURATION.exec(text);
  const [, amount = '', unit = ''] = short ?? [];
  const iso = ISO[unit]?.(amount) ?? text;
  if (!DURATION.test(iso) || /^PT?$|T$/.test(iso)) throw new InvalidArgumentError('It must be a duration such as 90m, 24h, 7d or P1DT12H.');
  return iso;
}
