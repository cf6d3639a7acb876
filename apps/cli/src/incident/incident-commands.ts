import { Option, type CommandUnknownOpts } from '@commander-js/extra-typings';

import { GAP_STATES, INCIDENT_TYPES, MAX_AUDIT_PAGE, type AuditGap, type AuditUnitGaps } from '#libs/contracts';
import { readableAge } from '#libs/sentences';

import { notRecordedLines } from '../audit/not-recorded.js';
import { idempotencyKey, instant, slug, uuid } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { printList, withListOptions, type ListView } from '../command/list.js';
import { examples, given } from '../command/options.js';
import { answer } from '../connection/connection.js';
import { recordChange } from '../referral/record-change.js';
import { tableOf, timeColumn, type Column } from '../terminal/table.js';

const GAPS: ListView<AuditGap> = { largestPage: MAX_AUDIT_PAGE, none: 'No gap.', columns: [
  { heading: 'WITHOUT FOR', value: ({ ageMinutes }) => readableAge(ageMinutes), align: 'right' },
  { heading: 'UNIT', value: ({ unit }) => unit },
  { heading: 'AREA', value: ({ area }) => area },
  { heading: 'TYPE', value: ({ type }) => type },
  timeColumn('REPORTED', ({ reportedAt }) => reportedAt),
  timeColumn('REFERRAL DUE', ({ referralDueAt }) => referralDueAt),
  { heading: 'REFERENCE', value: ({ reference }) => reference },
  { heading: 'INCIDENT', value: ({ incidentId }) => incidentId },
  { heading: 'REFERRAL', value: ({ referralId }) => referralId },
] };

const UNITS: readonly Column<AuditUnitGaps>[] = [
  { heading: 'FORCE', value: ({ force }) => force },
  { heading: 'UNIT', value: ({ unit }) => unit },
  { heading: 'OPEN', value: ({ open }) => open, align: 'right' },
  timeColumn('OLDEST REPORTED', ({ oldestReportedAt }) => oldestReportedAt),
];

export function addIncidentCommands(program: CommandUnknownOpts, cli: Cli): void {
  const incident = program.command('incident').description('Incidents that should become a referral, and those that never did.');
  incident
    .command('notify')
    .description('Notify an incident without its content. With a child present, a referral is expected within the time agreed in the partnership.')
    .requiredOption('--reference <text>', "the force's own incident reference")
    .requiredOption('--occurred <time>', 'when it happened', instant)
    .requiredOption('--reported <time>', 'when it was reported', instant)
    .addOption(new Option('--type <code>', 'kind of incident').choices(INCIDENT_TYPES).makeOptionMandatory())
    .requiredOption('--area <id>', 'local authority area', slug)
    .requiredOption('--unit <code>', 'unit that dealt with it')
    .option('--child-present', 'a child was present')
    .option('--key <key>', 'idempotency key; the same key again is the same incident', idempotencyKey)
    .addHelpText('after', examples([
      'exchange incident notify --reference INC-2026-4711 --occurred 3h --reported 2h --type domestic-abuse --area northshire --unit NS-CC-2 --child-present', '',
    ]))
    .action(({ reference, occurred: occurredAt, reported: reportedAt, type, area, unit, childPresent = false, key }) =>
      recordChange(cli.session, key, (header) =>
        cli.session.publisher().POST('/v1/incidents', { params: { header }, body: { reference, occurredAt, reportedAt, type, area, unit, childPresent } })));
  incident
    .command('show')
    .description('Show a notified incident, with the referrals that are about it.')
    .argument('<id>', 'id of the incident', uuid)
    .addHelpText('after', examples(['exchange incident show <id>', 'until when a referral is expected']))
    .action(async (incidentId) => cli.session.output.document(await answer(cli.session.publisher().GET('/v1/incidents/{incidentId}', { params: { path: { incidentId } } }))));
  incident
    .command('link')
    .description('Link a referral that names another reference. The gap closes, and the delay stays on the record.')
    .argument('<id>', 'id of the incident', uuid)
    .requiredOption('--referral <id>', 'the referral that is about it', uuid)
    .addHelpText('after', examples(['exchange incident link <id> --referral <referral id>', 'it was referred under another reference']))
    .action(async (incidentId, { referral: referralId }) =>
      cli.session.output.document(await answer(cli.session.publisher().POST('/v1/incidents/{incidentId}/links', { params: { path: { incidentId } }, body: { referralId } }))));
  withListOptions(incident.command('gaps'), 'gaps')
    .description('List incidents with a child present and no referral in the agreed time, the earliest first, as an auditor.')
    .addOption(new Option('--state <state>', 'open: still without one; closed: referred, but late').choices(GAP_STATES).default('open' as const))
    .option('--force <id>', 'only this force', slug)
    .option('--unit <code>', 'only this unit')
    .option('--area <id>', 'only this area', slug)
    .addHelpText('after', examples(
      ['exchange incident gaps --unit NS-CC-2', 'incidents that a unit never referred'],
      ['exchange incident gaps --state closed --all --json', 'late referrals, for a program'],
    ))
    .action(({ state, force, unit, area, ...list }) =>
      printList(cli.session.output, list, GAPS, (page) =>
        cli.session.portal().GET('/v1/audit/gaps', { params: { query: given({ state, force, unit, area, ...page }) } }), notRecordedLines));
  incident
    .command('gap-units')
    .description('Count open gaps by unit, as an auditor.')
    .addHelpText('after', examples(['exchange incident gap-units', 'the unit with the most first']))
    .action(async () => {
      const { output } = cli.session;
      const list = await answer(cli.session.portal().GET('/v1/audit/gaps/units'));
      await output.result(list, [`As of ${output.layout.times.at(list.asOf)}`, ...tableOf(UNITS, list.items, output.layout)]);
    });
}
