import { Option, type Command, type CommandUnknownOpts, type OptionValues } from '@commander-js/extra-typings';

import {
  AUDIT_EVENT_TYPES, AUDIT_REFERRAL_STATES, CLOCK_STATES, MAX_AUDIT_PAGE, MEASURE_DIMENSIONS, RUNGS, SEARCHED_VERDICTS, type AuditAgency, type AuditAwaiting, type AuditClock,
  type AuditEvent, type AuditOverdue,
} from '#libs/contracts';
import { CLOCK_RULE_IDS } from '#libs/safeguarding';
import { AWAITED_TEXTS, callSentence, clockName, clockState, eventSentence, inWords, readableAge, ruleName, RUNG_STATES, type Times } from '#libs/sentences';

import { caseKey, caseReference, dayOrMonth, duration, instant, slug, staffReference, unitCode, uuid } from '../command/arguments.js';
import type { paths } from '../api/audit-portal.js';
import type { Cli } from '../command/cli.js';
import { printList, withListOptions, type ListView } from '../command/list.js';
import { examples, given } from '../command/options.js';
import { answer } from '../connection/connection.js';
import { tableOf, timeColumn, type Column } from '../terminal/table.js';
import { addAccessCommand } from './access-command.js';
import { exportEvents } from './export-events.js';
import { recordedManifest, verifyExport } from './export-manifest.js';
import { showMeasures } from './measures.js';
import { notRecordedLines } from './not-recorded.js';
import { showRecommendations } from './recommendations.js';
import { showTimeline } from './timeline.js';

type EventQuery = NonNullable<paths['/v1/audit/events']['get']['parameters']['query']>;

const EVENTS: ListView<AuditEvent> = { largestPage: MAX_AUDIT_PAGE, none: 'No such event has been recorded.', columns: [
  timeColumn('OCCURRED', ({ occurredAt }) => occurredAt),
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
  { heading: 'WHO', value: (event, times) => eventSentence(event, times).who },
  { heading: 'WHAT', value: (event, times) => eventSentence(event, times).what },
] };

const SILENCES: ListView<AuditAwaiting> = { largestPage: MAX_AUDIT_PAGE, none: 'No response is awaited.', columns: [
  { heading: 'SILENT FOR', value: ({ ageMinutes }) => readableAge(ageMinutes), align: 'right' },
  { heading: 'AGENCY', value: ({ agency }) => agency },
  { heading: 'AWAITED', value: ({ awaits, updateId, children }) => `${AWAITED_TEXTS[awaits]}${updateId === undefined ? '' : ` ${updateId}`}${children === undefined ? '' : ` (child ${children.join(', ')})`}` },
  timeColumn('SINCE', ({ since }) => since),
  { heading: 'GOT AS FAR AS', value: ({ highestRung }) => highestRung && RUNG_STATES[highestRung] },
  { heading: 'GRADE', value: ({ grade }) => grade },
  { heading: 'CLOCKS AND CALLS', value: ({ clocks = [], ageMinutes, since }, times) => openClocks(clocks, { times, now: new Date(Date.parse(since) + ageMinutes * 60_000).toISOString() }) },
  { heading: 'ASKED TO', value: ({ expectation }) => expectation && inWords(expectation) },
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
] };

const OVERDUE: ListView<AuditOverdue> = { largestPage: MAX_AUDIT_PAGE, none: 'No clock is overdue.', columns: [
  { heading: 'OVERDUE BY', value: ({ minutesLate }) => readableAge(minutesLate), align: 'right' },
  { heading: 'CLOCK', value: (clock) => clockName(clock) },
  timeColumn('WAS DUE', ({ dueAt }) => dueAt),
  { heading: 'CALLED LAST', value: ({ calledLast, calledLastAt }, times) => calledLast && `${inWords(calledLast)}${calledLastAt === undefined ? '' : `, ${times.at(calledLastAt)}`}` },
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
] };

/** Each clock with its state, and the last call about it. */
function openClocks(clocks: readonly AuditClock[], { times, now }: { readonly times: Times; readonly now: string }): string {
  return clocks.map((clock) => {
    const last = clock.calls.at(-1);
    return `${ruleName(clock)} ${clockState(clock, times, now)}${last === undefined ? '' : `; ${callSentence(last, times)}`}`;
  }).join('. ');
}

export function addAuditCommands(program: CommandUnknownOpts, cli: Cli): void {
  const audit = program.command('audit').description('Ask what happened, and what did not, as an auditor.');
  withListOptions(withFilters(audit.command('search')), 'events')
    .description('Search the event log, latest first. It needs a bound: a referral, a case, a correlation id, or a period.')
    .addHelpText('after', examples(
      ['exchange audit search --from 7d --agency northshire-csc', 'the statements of that agency within a week'],
      ['exchange audit search --from 24h --rung refused', 'every refusal of a day'],
      ['exchange audit search --from 24h --verdict refused', 'statements of agencies that count for nothing, with the reason'],
      ['exchange audit search --from 7d --rule LA_ACK --clock-state breached', 'every event of the overdue clocks of one rule'],
      ['exchange audit search --case-reference NSP/2026/004711', 'every referral of one case, in all years'],
      ['exchange audit search --referral <id> --all --json', 'everything about one referral, for a program'],
    ))
    .action(({ limit, all, cursor, ...filters }) =>
      printList(cli.session.output, { limit, all, cursor }, EVENTS, (page) =>
        cli.session.portal().GET('/v1/audit/events', { params: { query: { ...eventQuery(filters), ...given({ ...page }) } } }), notRecordedLines));
  audit
    .command('timeline')
    .description('Show one referral across agencies: what happened, and what has not.')
    .argument('<id>', 'id of the referral', uuid)
    .addHelpText('after', examples(['exchange audit timeline 0190f3a4-5b7c-7c3a-9d2e-3f0a1b2c3d4e', 'the notified recipients, and their answers']))
    .action((id) => showTimeline(cli.session, id));
  withListOptions(audit.command('awaiting'), 'silences')
    .description('List the responses that are awaited, and the children whom no agency has, the longest silence first.')
    .option('--agency <id>', 'only this agency', slug)
    .option('--force <id>', 'only referrals of this force', slug)
    .option('--unit <code>', 'only referrals of this unit', unitCode)
    .option('--area <id>', 'only referrals of this local authority area', slug)
    .option('--older-than <duration>', 'only silences longer than this: 90m, 24h, 7d, or ISO 8601 (P1D)', duration)
    .addHelpText('after', examples(['exchange audit awaiting --older-than 24h', 'silent for more than a day']))
    .action(({ limit, all, cursor, ...filters }) =>
      printList(cli.session.output, { limit, all, cursor }, SILENCES, (page) =>
        cli.session.portal().GET('/v1/audit/awaiting', { params: { query: given({ ...filters, ...page }) } }), notRecordedLines));
  withListOptions(audit.command('overdue'), 'overdue clocks')
    .description('List the duties whose due time has passed without an answer, the longest overdue first.')
    .option('--agency <id>', 'only clocks that run against this agency', slug)
    .addOption(new Option('--rule <id>', 'only clocks of this rule').choices(CLOCK_RULE_IDS))
    .option('--force <id>', 'only referrals of this force', slug)
    .option('--unit <code>', 'only referrals of this unit', unitCode)
    .option('--area <id>', 'only referrals of this local authority area', slug)
    .option('--case-reference <text>', 'only referrals of this case, by the reference of the force', caseReference)
    .option('--case-key <key>', 'only referrals of this case, by its opaque key', caseKey)
    .addHelpText('after', examples(
      ['exchange audit overdue --agency northshire-csc', 'what that agency should have answered by now'],
      ['exchange audit overdue --rule RETURN_INTERVIEW --all --json', 'every overdue return interview, for a program'],
    ))
    .action(({ limit, all, cursor, ...filters }) =>
      printList(cli.session.output, { limit, all, cursor }, OVERDUE, (page) =>
        cli.session.portal().GET('/v1/audit/overdue', { params: { query: given({ ...filters, ...page }) } }), notRecordedLines));
  audit
    .command('agencies')
    .description('Count by agency and rung, with the oldest silence of each.')
    .addHelpText('after', examples(['exchange audit agencies', 'all agencies side by side']))
    .action(async () => {
      const { output } = cli.session;
      const list = await answer(cli.session.portal().GET('/v1/audit/agencies'));
      await output.result(list, [
        `As of ${output.layout.times.at(list.asOf)}; recipients that have reached each rung`,
        ...tableOf(agencyColumns(list.items), list.items, output.layout),
      ]);
    });
  withFilters(audit.command('export'))
    .description('Export the event log, earliest first, to a file or to standard output. It needs a bound, like search.')
    .addOption(new Option('--format <format>', 'csv for spreadsheets; jsonl (one event a line, with its payload) for programs').choices(['csv', 'jsonl'] as const).default('csv' as const))
    .option('--output <file>', 'the file; it appears once it is whole, with its manifest <file>.manifest.json. Without it: standard output')
    .option('--replace', 'replace the file when it is there already')
    .addHelpText('after', examples(
      ['exchange audit export --from 2026-05-01 --to 2026-06-01 --output may.csv', 'a month, for a spreadsheet'],
      ['exchange audit export --from 7d --format jsonl | gzip > week.jsonl.gz', 'a week, through a pipe'],
    ))
    .action(({ format, output, replace, ...filters }) => exportEvents(cli.session, { format, output, replace }, eventQuery(filters)));
  addAccessCommand(audit, cli);
  audit
    .command('manifest')
    .description('Show the recorded manifest of an export: who asked for what when, and the digest of the file.')
    .argument('<id>', 'id of the export', uuid)
    .addHelpText('after', examples(['exchange audit manifest 0190f3a4-5b7c-7c3a-9d2e-3f0a1b2c3d4e > week.csv.manifest.json', 'for a file that came through a pipe']))
    .action(async (id) => {
      const manifest = await recordedManifest(cli.session, id);
      await cli.session.output.result(manifest, JSON.stringify(manifest, null, 2).split('\n'));
    });
  audit
    .command('verify-export')
    .description('Check that an exported file is whole and unchanged, by the manifest beside it. No server is asked, unless with --recorded.')
    .argument('<file>', 'the exported file; its manifest is <file>.manifest.json')
    .option('--manifest <file>', 'the manifest, where it is at another place')
    .option('--recorded', 'compare the manifest with the record of the exchange as well')
    .addHelpText('after', examples(
      ['exchange audit verify-export week.csv', 'at any time, offline'],
      ['exchange audit verify-export week.csv --recorded', 'also that the manifest itself is unchanged'],
    ))
    .action((file, options) => verifyExport(cli.session, file, options));
  audit
    .command('measures')
    .description('Measure how children are protected: in time, delays, quality of recording, gaps. Without an id: the list of measures.')
    .argument('[id]', 'id of the measure', slug)
    .option('--force <id>', 'only this force', slug)
    .option('--unit <code>', 'only this unit', unitCode)
    .option('--agency <id>', 'only this agency', slug)
    .option('--from <day>', 'begin of the period: a day or a month, by local time; without it, the month in which it ends', dayOrMonth)
    .option('--to <day>', 'end of the period, included: a day or a month; without it, today', dayOrMonth)
    .addOption(new Option('--by <dimension>', 'group by this').choices(MEASURE_DIMENSIONS))
    .addHelpText('after', examples(
      ['exchange audit measures', 'every measure, in a sentence'],
      ['exchange audit measures acknowledged-in-time --from 2026-04 --to 2026-06 --by agency', 'a quarter, agency by agency'],
      ['exchange audit measures ethnicity-n1 --from 2026-05 --by unit', 'the outlying units'],
    ))
    .action((id, { force, unit, agency, from, to, by }) => showMeasures(cli.session, given({ force, unit, agency, from, to, by }), id));
  audit
    .command('recommendations')
    .description('Follow the recommendations of inspections: their due dates and measures. With an id: month by month.')
    .argument('[id]', 'id of the recommendation', slug)
    .addHelpText('after', examples(
      ['exchange audit recommendations', 'the whole action plan'],
      ['exchange audit recommendations record-ethnicity', 'its measure since the report was received'],
    ))
    .action((id) => showRecommendations(cli.session, id));
}

/** The filters of search and export. */
function withFilters<Options extends OptionValues, Globals extends OptionValues>(command: Command<[], Options, Globals>) {
  return command
    .option('--referral <id>', 'only this referral', uuid)
    .option('--case-reference <text>', 'only referrals of this case, by the reference of the force, however it is written', caseReference)
    .option('--case-key <key>', 'only referrals of this case, by its opaque key', caseKey)
    .option('--force <id>', 'only referrals and incidents of this force', slug)
    .option('--unit <code>', 'only referrals and incidents of this unit', unitCode)
    .option('--area <id>', 'only referrals and incidents of this local authority area', slug)
    .option('--person <reference>', 'only what this person stated or recorded', staffReference)
    .addOption(new Option('--rule <id>', 'only events of clocks of this rule').choices(CLOCK_RULE_IDS))
    .addOption(new Option('--clock-state <state>', 'only events of clocks that are in this state now').choices(CLOCK_STATES))
    .addOption(new Option('--referral-state <state>', 'only referrals that are in this state now').choices(AUDIT_REFERRAL_STATES))
    .option('--agency <id>', 'only the statements of this agency, and the referrals forwarded to it', slug)
    .addOption(new Option('--rung <rung>', 'only this rung').choices(RUNGS))
    .addOption(new Option('--type <type>', 'only events of this type').choices(AUDIT_EVENT_TYPES))
    .addOption(new Option('--verdict <verdict>', 'only statements of agencies with this verdict').choices(SEARCHED_VERDICTS))
    .option('--correlation <id>', 'only the consequences of one request', uuid)
    .option('--from <time>', 'begin of the period: a date, a time, or how long ago (24h, 7d)', instant)
    .option('--to <time>', 'end of the period; without it, now', instant)
    .addOption(new Option('--by <time>', 'which time the period is about').choices(['occurred', 'recorded'] as const));
}

type EventFilters = ReturnType<ReturnType<typeof withFilters<{}, OptionValues>>['opts']>;

/** The filters as the audit portal's query parameters. */
function eventQuery({ referral: referralId, correlation: correlationId, ...filters }: EventFilters): Omit<EventQuery, 'cursor' | 'limit'> {
  return given({ referralId, correlationId, ...filters });
}

/** A rung that no recipient has reached gets no column. */
function agencyColumns(items: readonly AuditAgency[]): readonly Column<AuditAgency>[] {
  const reached = RUNGS.filter((rung) => items.some(({ rungs }) => rungs.some((each) => each.rung === rung)));
  return [
    { heading: 'AGENCY', value: ({ agency }) => agency },
    ...reached.map((rung): Column<AuditAgency> => ({
      heading: rung.toUpperCase(),
      value: ({ rungs }) => rungs.find((each) => each.rung === rung)?.recipients ?? 0,
      align: 'right',
    })),
    { heading: 'AWAITING', value: ({ awaiting }) => awaiting, align: 'right' },
    timeColumn('OLDEST SINCE', ({ awaitingSince }) => awaitingSince),
  ];
}
