import { expandField, isNeverShown, orderFields } from '../views/fields.js';
import { AGENCY_KINDS, SCHOOLING, type Mask, type View } from '../model/partnership.js';
import { readMaskCondition } from './read-condition.js';
import { ID, type Reader } from './reader.js';

export function readView(item: Reader): View {
  const view = item.section('purpose', 'agency?', 'agencyKind?', 'fields', 'concerns?', 'schooling?', 'mask?');
  const names = !view('agency').isAbsent();
  if (names !== view('agencyKind').isAbsent()) item.fail('Name the recipient of the view: either agency or agencyKind.');
  return {
    purpose: view('purpose').text(ID),
    recipient: names ? { agency: view('agency').text(ID) } : { agencyKind: view('agencyKind').oneOf(AGENCY_KINDS) },
    fields: readFields(view('fields')),
    ...(!view('concerns').isAbsent() && { concerns: view('concerns').list((concern) => concern.text(ID)) }),
    ...(!view('schooling').isAbsent() && { schooling: view('schooling').list((reason) => reason.oneOf(SCHOOLING)) }),
    mask: view('mask').list(readMask),
  };
}

function readMask(item: Reader): Mask {
  const mask = item.section('id', 'fields', 'when');
  return { id: mask('id').text(ID), fields: readFields(mask('fields')), when: readMaskCondition(mask('when')) };
}

/** Expands prefixes to leaves, in the contract's order, so that the stored and compared list is complete. */
function readFields(item: Reader): string[] {
  const seen = new Set<string>();
  const leaves = item.list((entry) => {
    const path = entry.text();
    if (path === '') return [];
    const expanded = expandField(path);
    if (expanded.length === 0) {
      entry.fail(isNeverShown(path)
        ? 'No view can show this: it decides the recipients, the hidden fields or the requested completions. Remove it.'
        : 'No such field in a referral. Use a path of the referral contract, such as children.name.given.');
    } else if (expanded.every((leaf) => seen.has(leaf))) entry.fail('Covered by an earlier line already. Remove one of them.');
    for (const leaf of expanded) seen.add(leaf);
    return expanded;
  });
  return orderFields(leaves.flat());
}
