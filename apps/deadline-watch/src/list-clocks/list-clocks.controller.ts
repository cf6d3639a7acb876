import { Controller, Get, Inject } from '@nestjs/common';

import { Permits } from '#libs/access';
import type { Partnership } from '#libs/agreements';
import { PARTNERSHIP } from '#libs/app-wiring';
import { CLOCK_STATES, MAX_CLOCK_PAGE, WatchedClockPage, type ClockStateName, type WatchedClockItem } from '#libs/contracts';
import {
  ApiContractResponse, ApiProblems, BEFORE_ALL_TIMES, ContractQuery, Describes, pageOf, pageParameters, positionAfter, query, refuseUnknown,
  type PagePosition, type QueryOf,
} from '#libs/http-api';
import { sha256 } from '#libs/kernel';
import { Database, exchangeNow, statement, type Statement } from '#libs/persistence';

const filters = {
  referralId: query.uuid('Only the clocks of this referral.'),
  agency: query.slug('Only clocks that run against this agency.'),
  state: query.choice(CLOCK_STATES, 'Only clocks in this state.'),
};
const parameters = { ...filters, ...pageParameters(MAX_CLOCK_PAGE, 100) };

const STATE = `CASE WHEN c.outcome = 'superseded' THEN 'superseded' WHEN c.due_at IS NULL THEN 'not-started'
  WHEN c.outcome = 'cancelled' THEN 'cancelled' WHEN c.outcome = 'met' THEN CASE WHEN c.ended_at > c.due_at THEN 'met-late' ELSE 'met' END
  WHEN c.due_at < $1::timestamptz THEN 'breached' ELSE 'running' END`;
/** Clocks without a due time come first, because a person has to act on them. */
const PLACE = `coalesce(c.due_at, '${BEFORE_ALL_TIMES}'::timestamptz), c.clock_id`;
const OPEN: ReadonlySet<string> = new Set<ClockStateName>(['running', 'breached', 'not-started']);

type Filters = QueryOf<typeof filters>;

/** One SQL text for each set of filters, because no index would serve `$n IS NULL OR …`. */
function listOf({ referralId, agency, state }: Filters, after: PagePosition | null, asOf: string, rows: number): readonly [Statement, readonly (string | number)[]] {
  const values: (string | number)[] = [asOf, rows];
  const conditions: string[] = [];
  const add = (value: string | undefined, condition: (placeholder: string) => string): void => {
    if (value !== undefined) conditions.push(condition(`$${values.push(value)}`));
  };
  add(referralId, (id) => `c.referral_id = ${id}::uuid`);
  add(agency, (id) => `c.against = ${id}`);
  add(state, (name) => `c.outcome IS ${OPEN.has(state ?? '') ? '' : 'NOT '}NULL AND ${STATE} = ${name}`);
  if (after !== null) conditions.push(`(${PLACE}) > ($${values.push(after[0])}::timestamptz, $${values.push(after[1] ?? '')}::uuid)`);
  const text = `SELECT c.*, ${STATE} AS state, coalesce((
      SELECT json_agg(json_build_object('name', n.name, 'raised_at', n.raised_at) ORDER BY n.raised_at, n.name) FROM notice n WHERE n.clock_id = c.clock_id
    ), '[]'::json) AS notices
    FROM clock c ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''} ORDER BY ${PLACE} LIMIT $2::int`;
  return [statement(`watch-list-${sha256(text).toString('base64url').slice(0, 16)}`, text), values];
}

interface ClockRow {
  readonly clock_id: string;
  readonly referral_id: string;
  readonly rule_id: string;
  readonly rule_version: number;
  readonly child_id: string | null;
  readonly episode_id: string | null;
  readonly anchor: string;
  readonly anchor_at: Date;
  readonly against: string;
  readonly owner: string;
  readonly due_at: Date | null;
  readonly explanation: string;
  readonly state: ClockStateName;
  readonly ended_by: string | null;
  readonly ended_at: Date | null;
  readonly stated_at: Date | null;
  readonly supersedes: string | null;
  readonly notices: readonly { readonly name: string; readonly raised_at: string }[];
}
@Controller('v1/clocks')
export class ListClocksController {
  constructor(
    private readonly database: Database,
    @Inject(PARTNERSHIP) private readonly partnership: Partnership,
  ) {}

  @Get()
  @Permits('clocks.list')
  @Describes(
    'List clocks',
    'Which clocks run, which are breached, and how they ended: with rule, due time and why. For operators; auditors ask the audit.',
  )
  @ApiContractResponse(200, WatchedClockPage)
  @ApiProblems('GEN-003', 'GEN-010', 'GEN-017')
  async list(@ContractQuery(parameters) { cursor, limit, ...asked }: QueryOf<typeof parameters>): Promise<WatchedClockPage> {
    refuseUnknown('agency', asked.agency, this.partnership.agencies.map(({ id }) => id));
    const asOf = await exchangeNow(this.database);
    const { rows } = await this.database.run<ClockRow>(...listOf(asked, positionAfter(cursor, asked, 1), asOf, limit + 1));
    return { asOf, ...pageOf(rows, limit, asked, (row) => [row.due_at?.toISOString() ?? BEFORE_ALL_TIMES, row.clock_id], (row) => clockItem(row)) };
  }
}

function clockItem(row: ClockRow): WatchedClockItem {
  return {
    id: row.clock_id,
    referralId: row.referral_id,
    rule: row.rule_id,
    ruleVersion: row.rule_version,
    ...(row.child_id !== null && { childId: row.child_id }),
    ...(row.episode_id !== null && { episodeId: row.episode_id }),
    anchor: row.anchor,
    anchorAt: row.anchor_at.toISOString(),
    agency: row.against,
    organisation: row.owner,
    ...(row.supersedes !== null && { supersedes: row.supersedes }),
    ...(row.due_at !== null && { dueAt: row.due_at.toISOString() }),
    explanation: row.explanation,
    state: row.state,
    ...(row.ended_by !== null && { endedBy: row.ended_by }),
    ...(row.ended_at !== null && { endedAt: row.ended_at.toISOString() }),
    ...(row.stated_at !== null && { statedAt: row.stated_at.toISOString() }),
    notices: row.notices.map(({ name, raised_at: at }) => ({ name, raisedAt: new Date(at).toISOString() })),
  };
}
