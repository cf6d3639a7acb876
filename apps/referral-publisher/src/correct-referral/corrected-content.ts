import { GIVEN_IDS, REFERRAL_FIELDS, ROUTING_FIELDS, type CorrectionRequest, type ReferralContent } from '#libs/contracts';
import { failure, isUuid, success, type JsonValue, type Outcome } from '#libs/kernel';

import { newChild } from '../given-ids.js';

export interface CorrectionFault {
  readonly pointer: string;
  readonly code: 'unknown-field' | 'not-correctable' | 'named-twice' | 'no-such-place';
  readonly message: string;
}

/** The result of a correction without a place. A symbol, because any text can be a right value. */
const NOWHERE = Symbol('nowhere');
/** The fields that are lists of objects with ids. */
const LISTS: ReadonlySet<string> = new Set(['children', 'missingEpisodes']);
type JsonObject = { readonly [key: string]: JsonValue };

/**
 * Fields that no correction may change. Order and partition follow from the case, and the force is the one that corrects. The risk
 * is graded again by a request with its own time.
 */
const FIXED = ['caseReference', 'referrer.force', 'risk.grade', 'risk.gradedAt', 'risk.gradedBy'];

/** Returns a copy of a referral's content, corrected. The other children keep their ids. The caller checks whether the result is a valid referral. */
export function correctedContent(
  content: ReferralContent,
  { fields = [], addedChildren = [], removedChildren = [] }: Pick<CorrectionRequest, 'fields' | 'addedChildren' | 'removedChildren'>,
): Outcome<ReferralContent, readonly CorrectionFault[]> {
  const faults = fields.flatMap(({ field }, index) => faultOf(field, fields.findIndex((each) => each.field === field) < index, index));
  const unknown = removedChildren.flatMap((removed, index) => (content.children.some(({ childId }) => childId === removed) ? [] : [noSuchChild(index)]));
  if (faults.length + unknown.length > 0) return failure([...faults, ...unknown]);
  const kept = content.children.filter(({ childId }) => !removedChildren.includes(childId));
  let corrected = { ...content, children: kept } as unknown as JsonObject;
  for (const [index, { field, value }] of fields.entries()) {
    const next = withLeaf(corrected, segmentsOf(field), value);
    if (next === NOWHERE) return failure([fault(index, 'no-such-place', 'The referral has no child or missing episode with this id. Its status lists the ids; addedChildren adds a child.')]);
    corrected = (next ?? {}) as JsonObject;
  }
  const { children, ...rest } = corrected as unknown as ReferralContent;
  return success({ ...rest, children: [...children, ...addedChildren.map((child) => newChild(child))] });
}

function faultOf(field: string, isRepeated: boolean, index: number): CorrectionFault[] {
  const segments = segmentsOf(field);
  const path = segments.filter((segment) => !isUuid(segment)).join('.');
  const isWellPlaced = segments.every((segment, at) => isUuid(segment) === LISTS.has(segments[at - 1] ?? ''));
  if (!isWellPlaced || !(REFERRAL_FIELDS.includes(path) || ROUTING_FIELDS.includes(path))) {
    return [fault(index, 'unknown-field', 'This is no leaf of a referral. Give one field, with the id of the child and of the missing episode where it is theirs. removedChildren takes a whole child out.')];
  }
  if (FIXED.includes(path)) return [fault(index, 'not-correctable', 'This field cannot be corrected. Risk is changed by a new grading.')];
  return isRepeated ? [fault(index, 'named-twice', 'This field is corrected by another entry already.')] : [];
}

function noSuchChild(index: number): CorrectionFault {
  return { pointer: `/removedChildren/${index}`, code: 'no-such-place', message: 'The referral has no child with this id. Its status lists the ids.' };
}

function fault(index: number, code: CorrectionFault['code'], message: string): CorrectionFault {
  return { pointer: `/fields/${index}/field`, code, message };
}

function segmentsOf(pointer: string): readonly string[] {
  return pointer.split('/').slice(1);
}

/** @returns undefined where no part of the value is left, because an object without fields would claim a fact that no person stated. */
function withLeaf(owner: JsonValue | undefined, [name, ...rest]: readonly string[], value: JsonValue | undefined): JsonValue | undefined | typeof NOWHERE {
  if (name === undefined) return value;
  if (isUuid(name)) return withEntry((owner ?? []) as readonly JsonObject[], name, rest, value);
  const members = (owner ?? {}) as JsonObject;
  const member = withLeaf(members[name], rest, value);
  if (member === NOWHERE) return NOWHERE;
  const { [name]: _, ...others } = members;
  if (member !== undefined) return { ...members, [name]: member };
  // A child without facts breaks a rule, and is refused: removedChildren removes a child.
  return Object.keys(others).every((each) => each === 'episodeId') ? undefined : others;
}

function withEntry(list: readonly JsonObject[], id: string, rest: readonly string[], value: JsonValue | undefined): JsonValue | undefined | typeof NOWHERE {
  const index = list.findIndex((item) => Object.entries(item).some(([name, given]) => GIVEN_IDS.has(name) && given === id));
  if (index === -1) return NOWHERE;
  const entry = withLeaf(list[index], rest, value) as JsonObject | undefined | typeof NOWHERE;
  if (entry === NOWHERE) return NOWHERE;
  const entries = entry === undefined ? list.toSpliced(index, 1) : list.toSpliced(index, 1, entry);
  return entries.length === 0 ? undefined : entries;
}
