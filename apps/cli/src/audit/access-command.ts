import { Option, type CommandUnknownOpts } from '@commander-js/extra-typings';

import { ACCESS_KINDS, ACCESS_OUTCOMES, APPS, MAX_AUDIT_PAGE, type AuditAccess } from '#libs/contracts';
import { accessSentence } from '#libs/sentences';

import { accessAction, clientId, instant, slug, staffReference, uuid } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { printList, withListOptions, type ListView } from '../command/list.js';
import { examples, given } from '../command/options.js';
import { exportEvents } from './export-events.js';
import { timeColumn } from '../terminal/table.js';

const ACCESSES: ListView<AuditAccess> = { largestPage: MAX_AUDIT_PAGE, none: 'No such access is on record.', columns: [
  timeColumn('WHEN', ({ at }) => at),
  { heading: 'WHO', value: (access) => accessSentence(access).who },
  { heading: 'WHAT', value: (access) => accessSentence(access).what },
  { heading: 'AT', value: ({ app, node }) => (node === undefined ? app : `${app} ${node}`) },
] };

/** `exchange audit access`; with `--output` or `--format`, an export with its manifest. */
export function addAccessCommand(audit: CommandUnknownOpts, cli: Cli): void {
  withListOptions(audit.command('access'), 'records of access')
    .description('List who was given or denied what, at every app, latest first. For auditors; this question is recorded, too.')
    .option('--organisation <id>', 'only callers of this organisation', slug)
    .option('--person <reference>', 'only this person, by the staff reference', staffReference)
    .option('--client <id>', 'only tokens of this client', clientId)
    .option('--referral <id>', 'only what names this referral', uuid)
    .addOption(new Option('--outcome <outcome>', 'only what was granted, or what was denied').choices(ACCESS_OUTCOMES))
    .addOption(new Option('--kind <kind>', 'only content, exports, or answers of the audit').choices(ACCESS_KINDS))
    .option('--action <action>', 'only this action, such as inbox.open', accessAction)
    .addOption(new Option('--app <name>', 'only answers of this app').choices(APPS.map(({ name }) => name)))
    .option('--correlation <id>', 'only this request', uuid)
    .option('--from <time>', 'begin of the period: a date, a time, or how long ago (24h, 7d)', instant)
    .option('--to <time>', 'end of the period; without it, now', instant)
    .addOption(new Option('--format <format>', 'export instead: csv for spreadsheets, jsonl for programs').choices(['csv', 'jsonl'] as const))
    .option('--output <file>', 'export to this file, csv unless --format says otherwise; it appears once it is whole, with its manifest <file>.manifest.json')
    .option('--replace', 'replace the file when it is there already')
    .addHelpText('after', examples(
      ['exchange audit access --referral <id>', 'everyone who has read one referral, or asked for it in vain'],
      ['exchange audit access --outcome denied --from 24h', 'every denial of a day'],
      ['exchange audit access --from 2026-05-01 --to 2026-06-01 --output access-may.csv', 'a month, for the Information Commissioner'],
      ['exchange audit access --person sw-0142 --from 7d --all --json', 'a week of one person, for a program'],
    ))
    .action(({ limit, all, cursor, format, output, replace, referral: referralId, correlation: correlationId, ...filters }) => {
      const asked = given({ referralId, correlationId, ...filters });
      if (format !== undefined || output !== undefined) return exportEvents(cli.session, { format: format ?? 'csv', output, replace }, asked, 'access');
      return printList(cli.session.output, { limit, all, cursor }, ACCESSES, (page) =>
        cli.session.portal().GET('/v1/audit/access', { params: { query: { ...asked, ...given({ ...page }) } } }));
    });
}
