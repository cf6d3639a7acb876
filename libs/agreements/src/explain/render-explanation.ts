import type {
  AgencyExplanation, FieldExplanation, FieldObstacle, ReferralExplanation, RuleObstacle, SharingExplanation,
} from './explanation.js';

const WIDTH = 110;
const LABEL = 14;

/** The text after the fields that one obstacle hides. */
const FIELD_OBSTACLES: Readonly<Record<FieldObstacle, string>> = {
  'not-allowed': 'not in the agreement',
  masked: 'masked',
  'other-children': 'of other children',
  'other-concerns': 'about other concerns',
};

const RULE_OBSTACLES: Readonly<Record<RuleObstacle, string>> = {
  concerns: 'it is for other concerns',
  areas: 'it is for other areas',
  grades: 'it is for other grades',
  schools: 'it is for other schools',
  schooling: 'no child is without a school for the reasons that it names',
  'not-in-force': 'its agreement is not in force on this day',
  'not-a-party': 'the force is not a party to its agreement',
  'not-on-roll': 'no child of the referral is on its roll',
  'no-such-child': 'no child of the referral is without a school',
  'not-in-one-child': 'no one child meets all of its conditions on a child',
  'no-child-in-its-area': 'no child lives in the areas of the agency, and it may see no others',
};

const EXPECTATIONS = { 'acknowledge-and-decide': 'acknowledge, and decide what happens next', acknowledge: 'acknowledge' } as const;

/** An explanation as text for people: the recipients, the rule, the ground, and the visible and hidden fields of each. */
export function renderExplanation({ force, areas, grade, concerns, on, agencies, warnings }: ReferralExplanation): string {
  const heading = [`A referral of ${force} on ${on}: ${concerns.join(', ')}; graded ${grade}, in ${areas.join(' and ')}`];
  const recipients = agencies.filter((agency) => agency.sharing !== null);
  const blocks = [
    heading,
    ...(warnings.length === 0 ? [] : [warnings.flatMap(({ message }) => wrap('Warning:', [message], ' '))]),
    ...recipients.flatMap((agency) => (agency.sharing === null ? [] : [renderShared(agency, agency.sharing)])),
    ...agencies.filter((agency) => agency.sharing === null).map((agency) => renderNotShared(agency)),
  ];
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function renderShared({ agency, name }: AgencyExplanation, sharing: SharingExplanation): string[] {
  const { agreement, purpose, lawfulBasis, fields } = sharing;
  const shown = fields.filter((field) => field.shown === 'yes').map(({ field }) => field);
  return [
    `SHARED WITH  ${agency}  (${name})`,
    ...wrap('by', sharing.routes),
    ...wrap('agreement', [`${agreement.id}, version ${agreement.version}${sharing.reviewOverdue ? ' (past its review)' : ''}`]),
    ...wrap('for', [`${purpose.id}: ${purpose.description}`], ' '),
    ...wrap('asked to', [EXPECTATIONS[sharing.expectation]]),
    ...wrap('police share', [lawfulBasis.police], ' '),
    ...wrap('it receives', [lawfulBasis.recipient], ' '),
    ...wrap('kept', [`${sharing.retentionDays} days`]),
    ...wrap('sees', shown),
    ...renderHidden('sees in part', fields.filter((field) => field.shown === 'in-part'), 'without those '),
    ...renderHidden('does not see', fields.filter((field) => field.shown === 'no'), ''),
  ];
}

function renderNotShared({ agency, name, rules }: AgencyExplanation): string[] {
  const reasons = rules.map(({ rule, obstacles }) => `${rule}: ${obstacles.map((obstacle) => RULE_OBSTACLES[obstacle]).join('; ')}`);
  const shown = reasons.length === 0 ? ['No route of any agreement names it.'] : reasons;
  return [
    `NOT SHARED WITH  ${agency}  (${name})`,
    ...shown.flatMap((reason, index) => wrap(index === 0 ? 'because' : '', [reason], ' ')),
  ];
}

/** Hidden fields, grouped by their reason. */
function renderHidden(label: string, fields: readonly FieldExplanation[], before: string): string[] {
  const byReason = new Map<string, string[]>();
  for (const { field, why, masks } of fields) {
    if (why === null) continue;
    const reason = `${before}${FIELD_OBSTACLES[why]}${masks.length === 0 ? '' : ` by ${masks.join(', ')}`}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), field]);
  }
  return [...byReason].flatMap(([reason, names], index) => wrap(index === 0 ? label : '', [...names.slice(0, -1), `${names.at(-1) ?? ''} (${reason})`]));
}

/** A label and its items, with line breaks between items; a text breaks between words. */
function wrap(label: string, items: readonly string[], between: ', ' | ' ' = ', '): string[] {
  if (items.length === 0) return [];
  const pieces = between === ' ' ? items.flatMap((item) => item.split(' ')) : items;
  const lines: string[] = [];
  let line = '';
  pieces.forEach((piece, index) => {
    const next = index === pieces.length - 1 ? piece : `${piece}${between.trimEnd()}`;
    if (line !== '' && line.length + 1 + next.length > WIDTH - LABEL - 2) {
      lines.push(line);
      line = next;
    } else line = line === '' ? next : `${line} ${next}`;
  });
  lines.push(line);
  return lines.map((text, index) => `  ${(index === 0 ? label : '').padEnd(LABEL)}${text}`);
}
