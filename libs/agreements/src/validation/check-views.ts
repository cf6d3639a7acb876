import { coversField } from '#libs/contracts';

import type { Organisations } from './check-organisations.js';
import { CONCERNS, type Agreement, type Mask, type MaskCondition, type View } from '../model/partnership.js';
import type { Path } from '../reading/reader.js';
import { reportRepeats, type Report } from './report.js';

export type Checked = { readonly agreement: Agreement; readonly organisations: Organisations; readonly report: Report };

export const NO_SUCH_AGENCY = 'No such agency in the partnership file. Correct the id or add the agency there.';
export const NO_SUCH_PURPOSE = 'No such purpose in this agreement. Correct the id or add it under purposes.';
export const NO_SUCH_CONCERN = `No such concern. Use one of: ${CONCERNS.join(', ')}.`;

/** The field whose value switches on each mask condition: a recipient that sees the field knows of the mask. */
const SIGNALS: readonly (readonly [condition: keyof MaskCondition, field: string])[] = [
  ['relationships', 'children.relationshipToIncident'],
  ['factors', 'concern.factors'],
  ['linkedToAllegedAbuser', 'allegedAbuser'],
];

const AREA_OF_CHILD = 'children.area';

/** Checks that the views of an agreement name existing items, and that their masks hide a field and reveal no reason. */
export function checkViews(checked: Checked): void {
  const { agreement, report } = checked;
  agreement.views.forEach((view, index) => {
    checkRecipient(checked, view, index);
    checkConcerns(view.concerns ?? [], ['views', index, 'concerns'], report);
    reportRepeats(view.schooling ?? [], (position) => report(['views', index, 'schooling', position], 'Named already. Remove one of them.'));
    view.mask.forEach((mask, position) => checkMask(view, mask, ['views', index, 'mask', position], report));
  });
  const targets = agreement.views.map(({ purpose, recipient }) => JSON.stringify([purpose, recipient]));
  reportRepeats(targets, (index) => report(['views', index], 'Another view has this recipient and purpose. Merge the two.'));
  const masks = agreement.views.flatMap(({ mask }, view) => mask.map(({ id }, position) => ({ id, path: ['views', view, 'mask', position, 'id'] })));
  reportRepeats(masks.map(({ id }) => id), (index) =>
    report(masks[index]?.path ?? [], 'Another mask of this agreement has this id. Rename one, because explanations name them.'),
  );
}

function checkRecipient({ agreement, organisations, report }: Checked, { purpose, recipient, schooling }: View, index: number): void {
  if (!hasPurpose(agreement, purpose)) report(['views', index, 'purpose'], NO_SUCH_PURPOSE);
  const agency = 'agency' in recipient ? organisations.agencies.find(({ id }) => id === recipient.agency) : undefined;
  if ('agency' in recipient && agency === undefined) report(['views', index, 'agency'], NO_SUCH_AGENCY);
  const kind = 'agency' in recipient ? agency?.kind : recipient.agencyKind;
  if (kind === 'school' && schooling !== undefined) {
    report(['views', index, 'schooling'], 'A school sees only the children on its roll. Remove it here.');
  }
}

function checkMask({ fields }: View, mask: Mask, path: Path, report: Report): void {
  const { when } = mask;
  checkConcerns(when.concerns ?? [], [...path, 'when', 'concerns'], report);
  for (const key of ['factors', 'relationships'] as const) {
    reportRepeats(when[key] ?? [], (index) => report([...path, 'when', key, index], 'Named already. Remove one of them.'));
  }
  if (!mask.fields.some((leaf) => fields.includes(leaf))) {
    report([...path, 'fields'], 'This view allows none of these fields, so there is nothing to hide. Correct the fields or remove the mask.');
  }
  if (mask.fields.some((leaf) => coversField('children.address', leaf)) && fields.includes(AREA_OF_CHILD) && !mask.fields.includes(AREA_OF_CHILD)) {
    report([...path, 'fields'], `This mask hides an address, and this view allows ${AREA_OF_CHILD}, which tells where the child lives. Hide it in this mask too, or leave it out of the view.`);
  }
  for (const [condition, signal] of SIGNALS) {
    if (when[condition] === undefined) continue;
    const telling = fields.filter((leaf) => coversField(signal, leaf) && !mask.fields.includes(leaf));
    if (telling.length === 0) continue;
    const what = `This view allows ${telling.join(', ')}, which reveals to the recipient why a field is hidden.`;
    report([...path, 'fields'], `${what} Hide it in this mask too, or leave it out of the view.`);
  }
}

function checkConcerns(concerns: readonly string[], path: Path, report: Report): void {
  concerns.forEach((concern, index) => {
    if (!isConcern(concern)) report([...path, index], NO_SUCH_CONCERN);
  });
  reportRepeats(concerns, (index) => report([...path, index], 'Named already. Remove one of them.'));
}

export function isConcern(value: string): boolean {
  return CONCERNS.includes(value);
}

export function hasPurpose(agreement: Agreement, purpose: string): boolean {
  return agreement.purposes.some(({ id }) => id === purpose);
}
