import { PERMISSIONS, type ActionId, type OrganisationKind, type Permission } from '#libs/access';
import { appWithId, PROBLEMS } from '#libs/contracts';

export const AUTHORISATION_PAGE = 'docs/authorisation.md';

const BEGIN = '<!-- The table of actions begins here. npm run docs:authorisation writes it. -->';
const END = '<!-- The table of actions ends here. -->';
const KINDS: Readonly<Record<OrganisationKind, string>> = {
  force: 'force', agency: 'agency', 'own-agency': 'agency of this node', auditor: 'auditor', operator: 'operator of the exchange',
};

/** The page with the table of actions as it is in the code. @throws Error for a page without the two marks. */
export function withTable(page: string): string {
  const [before, rest] = page.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${AUTHORISATION_PAGE} lacks the marks of its table: ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${tables().join('\n\n')}\n\n${END}${after}`;
}

/** One table for each set of apps that answer the same actions. */
function tables(): readonly string[] {
  const rows = Object.entries(PERMISSIONS) as (readonly [ActionId, Permission])[];
  const places = [...new Set(rows.map(([, { apps }]) => placeOf(apps)))];
  return places.map((place) => [
    `### ${place}`,
    '',
    '| action | who, with one of these roles | as | resource | refusal of others | record |',
    '|---|---|---|---|---|---|',
    ...rows.filter(([, { apps }]) => placeOf(apps) === place).map(([action, permission]) => rowOf(action, permission)),
  ].join('\n'));
}

function placeOf(apps: Permission['apps']): string {
  const names = apps.map((app) => appWithId(app).name);
  return `${names.slice(0, -1).join(', ')}${names.length > 1 ? ' and ' : ''}${names.at(-1) ?? ''}`;
}

function rowOf(action: ActionId, { allowed, caller, resource, refusal, record }: Permission): string {
  const who = (Object.entries(allowed) as (readonly [OrganisationKind, readonly string[]])[]).map(([kind, roles]) => `${KINDS[kind]}: ${roles.join(', ')}`);
  return `| \`${action}\` | ${[who.join('; '), caller, resource, `${PROBLEMS[refusal].status} \`${refusal}\``, record].join(' | ')} |`;
}
