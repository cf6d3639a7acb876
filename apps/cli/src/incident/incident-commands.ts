import { Option, type Command } from 'commander';

import { GAP_STATES, INCIDENT_TYPES, type IncidentStatus } from '#libs/contracts';

import { recordChange, type KeyOption } from '../changes/record-change.js';
import { idempotencyKey, instant, slug, uuid } from '../command/arguments.js';
import type { Cli } from '../command/cli.js';
import { withExamples } from '../command/help.js';
import { withListOptions } from '../command/list-options.js';
import { describeObject } from '../terminal/describe.js';
import { countGaps, listGaps, type GapOptions } from './gaps.js';

interface NotifyOptions extends KeyOption {
  readonly reference: string;
  readonly occurred: string;
  readonly reported: string;
  readonly type: string;
  readonly area: string;
  readonly unit: string;
  readonly childPresent?: boolean;
}

export function addIncidentCommands(program: Command, cli: Cli): void {
  const incident = program.command('incident').description('Incidents that should become a referral, and those that never did.');
  withExamples(
    incident
      .command('notify')
      .description('Say that something happened, and nothing of what. With a child present, a referral is expected within the time agreed in the partnership.')
      .requiredOption('--reference <text>', "the force's own incident reference")
      .requiredOption('--occurred <time>', 'when it happened', instant(cli.now))
      .requiredOption('--reported <time>', 'when it was reported', instant(cli.now))
      .addOption(new Option('--type <code>', 'what kind of incident').choices(INCIDENT_TYPES).makeOptionMandatory())
      .requiredOption('--area <id>', 'local authority area', slug)
      .requiredOption('--unit <code>', 'unit that dealt with it')
      .option('--child-present', 'a child was present')
      .option('--key <key>', 'idempotency key; the same key again is the same incident', idempotencyKey)
      .action(cli.running<NotifyOptions>((session, options) => {
        const { reference, occurred: occurredAt, reported: reportedAt, type, area, unit, childPresent = false } = options;
        return recordChange(session, '/v1/incidents', { reference, occurredAt, reportedAt, type, area, unit, childPresent }, options);
      })),
    ['exchange incident notify --reference INC-2026-4711 --occurred 3h --reported 2h --type domestic-abuse --area northshire --unit NS-CC-2 --child-present', ''],
  );
  withExamples(
    incident.command('show').description('Show a notified incident, with the referrals that are about it.').argument('<id>', 'id of the incident', uuid)
      .action(cli.running((session, _, id) => show(session, 'GET', `/v1/incidents/${id}`))),
    ['exchange incident show <id>', 'until when a referral is expected'],
  );
  withExamples(
    incident.command('link').description('Link a referral that names another reference. The gap closes, and the delay stays on the record.')
      .argument('<id>', 'id of the incident', uuid)
      .requiredOption('--referral <id>', 'the referral that is about it', uuid)
      .action(cli.running<{ readonly referral: string }>((session, { referral }, id) => show(session, 'POST', `/v1/incidents/${id}/links`, { referralId: referral }))),
    ['exchange incident link <id> --referral <referral id>', 'it was referred under another reference'],
  );
  withExamples(
    withListOptions(incident.command('gaps'), 'gaps')
      .description('List incidents with a child present and no referral in the agreed time, the earliest first, as an auditor.')
      .addOption(new Option('--state <state>', 'open: still without one; closed: referred, but late').choices(GAP_STATES).default('open'))
      .option('--force <id>', 'only this force', slug)
      .option('--unit <code>', 'only this unit')
      .option('--area <id>', 'only this area', slug)
      .action(cli.running<GapOptions>(listGaps)),
    ['exchange incident gaps --unit NS-CC-2', 'what a unit never referred'],
    ['exchange incident gaps --state closed --all --json', 'what came late, for a program'],
  );
  withExamples(
    incident.command('gap-units').description('Count open gaps by unit, as an auditor.').action(cli.running((session) => countGaps(session))),
    ['exchange incident gap-units', 'the unit with the most first'],
  );
}

async function show(session: Parameters<typeof countGaps>[0], method: 'GET' | 'POST', path: string, body?: object): Promise<undefined> {
  const status = await session.publisher().json<IncidentStatus>(method, path, body === undefined ? {} : { body });
  await session.output.document(status);
  await session.output.lines(...describeObject(status));
}
