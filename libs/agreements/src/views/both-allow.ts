import { expandField } from './fields.js';
import type { Allowance, ChildAllowance } from './view.js';

/**
 * The fields that two allowances of one agency both show: the rights that it had when it was sent a copy, and those that it has now. A
 * copy that is sent again shows nothing that one of them hides.
 */
export function bothAllow(one: Allowance, other: Allowance): Allowance {
  if (one === other) return one;
  const [ofOne, ofOther] = [one.forChildren ?? [], other.forChildren ?? []];
  const forChildren = [
    ...ofOne.map((each) => ({ ...each, fields: shared(each.fields, other.fields) })),
    ...ofOther.map((each) => ({ ...each, fields: shared(each.fields, one.fields) })),
    ...ofOne.flatMap((each) => ofOther.map((another) => bothOfChildren(each, another))),
  ].filter(({ fields }) => fields.length > 0);
  const onRollOf = narrower(one.onRollOf, other.onRollOf);
  const concerns = narrower(one.concerns, other.concerns);
  return {
    fields: shared(one.fields, other.fields),
    masks: [...(one.masks ?? []), ...(other.masks ?? [])],
    forChildren,
    ...(onRollOf !== undefined && { onRollOf }),
    ...(concerns !== undefined && { concerns }),
  };
}

function bothOfChildren(one: ChildAllowance, other: ChildAllowance): ChildAllowance {
  const schooling = narrower(one.schooling, other.schooling);
  const areas = narrower(one.areas, other.areas);
  return {
    fields: shared(one.fields, other.fields),
    schools: new Set([...one.schools, ...other.schools]),
    ...(schooling !== undefined && { schooling }),
    ...(areas !== undefined && { areas }),
  };
}

/** Two lists of which an absent one means everything. */
function narrower<Value>(one: readonly Value[] | undefined, other: readonly Value[] | undefined): readonly Value[] | undefined {
  return one === undefined || other === undefined ? one ?? other : one.filter((value) => other.includes(value));
}

function shared(one: readonly string[], other: readonly string[]): readonly string[] {
  const leaves = new Set(other.flatMap((field) => expandField(field)));
  return one.flatMap((field) => expandField(field)).filter((leaf) => leaves.has(leaf));
}
