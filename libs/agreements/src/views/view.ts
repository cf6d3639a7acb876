import { coversField, GIVEN_IDS, REFERRAL_FIELDS, type ReferralView, type SubmitReferralRequest } from '#libs/contracts';
import type { JsonValue } from '#libs/kernel';

import { areaOf, linkedAgencies, schoolOf, type ReferredChild } from '../routing/facts.js';
import type { MaskCondition, Schooling } from '../model/partnership.js';

/** The fields of a referral that a recipient may see. */
export interface Allowance {
  /** Paths of the referral, such as `children.name.given`; a prefix covers every field below it. The view contains no other field. */
  readonly fields: readonly string[];
  /**
   * Schools by URN. If present, the view contains only the children on the roll of one of them, because a school must not learn
   * about siblings elsewhere.
   */
  readonly onRollOf?: readonly string[];
  /**
   * If present, the only concerns that the types and flags show, because a school that is notified of domestic abuse must not
   * learn the police's other suspicions.
   */
  readonly concerns?: readonly string[];
  /** Further fields, of some of the children only. */
  readonly forChildren?: readonly ChildAllowance[];
  /** The fields that are hidden in spite of the rules above, in the referrals to which a mask applies. */
  readonly masks?: readonly BoundMask[];
}

/** Fields of the children who meet both conditions. */
export interface ChildAllowance {
  readonly fields: readonly string[];
  /** If present, only children without a school that can be notified, for one of these reasons. */
  readonly schooling?: readonly Schooling[];
  /** If present, only children who live in one of these areas. */
  readonly areas?: readonly string[];
  /** URNs of the partnership's schools: a child of any other school has no school that can be notified. */
  readonly schools: ReadonlySet<string>;
}

/** A mask of an agreement, bound to the agency from which it hides fields. */
export interface BoundMask {
  /** `<agreement>/<mask>`, for explanations and the evidence. Never part of a view. */
  readonly rule: string;
  readonly fields: readonly string[];
  readonly when: MaskCondition;
  readonly recipient: string;
}

type JsonObject = { readonly [key: string]: JsonValue };
type Allowed = Map<string, Allowed | true>;
type Trees = Map<string, Allowed>;

const NO_MASKS: readonly BoundMask[] = [];
/** Only routing and masks use this field, for any allowance; the same is true of each child's `educatedAtHome` and `whereSeen`. */
const NEVER_SHOWN = 'allegedAbuser';

/**
 * A recipient's view: the allowed fields that have a value in the referral, less those that a mask hides, and nothing else.
 * Arrays keep their order. An empty object or array is left out, so that a view reveals the number of children only if it shows
 * a field of them. A masked field looks like one that was never known: nothing marks its position. The content is never
 * changed, and the view shares no object with it. The ids of a child and of a missing episode are shown exactly if another field of
 * it is, because an id alone would show that there is one more child.
 *
 * @param also masks that apply although this content does not switch them on.
 */
export function viewOf(content: SubmitReferralRequest, allowance: Allowance, also: readonly BoundMask[] = NO_MASKS): ReferralView {
  const applying = masksThatApply(content, allowance);
  const hidden = also.length === 0 ? applying : (allowance.masks ?? []).filter((mask) => applying.includes(mask) || also.includes(mask));
  const allowed = treeFor(allowance, hidden, []);
  const view: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(content as unknown as JsonObject)) {
    if (name === NEVER_SHOWN) continue;
    const part = name === 'children' ? projectChildren(content, allowance, hidden, allowed) : projectMember(name, value, allowance, allowed);
    if (part !== undefined) view[name] = part;
  }
  return view;
}

/** The masks that a referral switches on for a recipient. */
export function masksThatApply(content: SubmitReferralRequest, { masks }: Pick<Allowance, 'masks'>): readonly BoundMask[] {
  return masks === undefined || masks.length === 0 ? NO_MASKS : masks.filter((mask) => applies(mask, content));
}

function applies({ when, recipient }: BoundMask, content: SubmitReferralRequest): boolean {
  const { concerns, factors, relationships, linkedToAllegedAbuser } = when;
  const { types, flags, factors: stated } = content.concern;
  return (
    (concerns === undefined || meet(concerns, types) || meet(concerns, flags))
    && (factors === undefined || meet(factors, stated))
    && (relationships === undefined || meet(relationships, content.children.map((child) => child.relationshipToIncident)))
    && (linkedToAllegedAbuser === undefined || linkedAgencies(content).includes(recipient))
  );
}

function meet(wanted: readonly string[], stated: readonly (string | undefined)[] | undefined): boolean {
  return stated !== undefined && stated.some((value) => value !== undefined && wanted.includes(value));
}

function projectMember(name: string, value: JsonValue, { concerns }: Allowance, allowed: Allowed): JsonValue | undefined {
  const below = allowed.get(name);
  if (below === undefined) return undefined;
  return project(name === 'concern' && concerns !== undefined ? withConcerns(value, concerns) : value, below);
}

function projectChildren(
  content: SubmitReferralRequest,
  allowance: Allowance,
  hidden: readonly BoundMask[],
  ofAll: Allowed,
): JsonValue | undefined {
  const { onRollOf, forChildren = [] } = allowance;
  const kept: JsonValue[] = [];
  for (const child of content.children) {
    if (onRollOf !== undefined && !isOnRoll(child, onRollOf)) continue;
    const further = forChildren.filter((each) => isFor(each, child, content));
    const below = (further.length === 0 ? ofAll : treeFor(allowance, hidden, further)).get('children');
    const part = below === undefined ? undefined : project(shownOf(child), below);
    if (part !== undefined) kept.push(part);
  }
  return kept.length === 0 ? undefined : kept;
}

function shownOf(child: ReferredChild): JsonObject {
  if (child.educatedAtHome === undefined && child.whereSeen === undefined) return child as unknown as JsonObject;
  const { educatedAtHome: _, whereSeen: __, ...shown } = child;
  return shown as unknown as JsonObject;
}

function isOnRoll(child: ReferredChild, urns: readonly string[]): boolean {
  const place = schoolOf(child);
  return 'urn' in place && urns.includes(place.urn);
}

function isFor({ schooling, schools, areas }: ChildAllowance, child: ReferredChild, content: SubmitReferralRequest): boolean {
  if (areas !== undefined && !areas.includes(areaOf(child, content))) return false;
  if (schooling === undefined) return true;
  const place = schoolOf(child);
  if ('without' in place) return schooling.includes(place.without);
  return !schools.has(place.urn) && schooling.includes('school-outside-partnership');
}

/**
 * Whether a referral has a child that a notice to this recipient is about: one on the roll of the school, or one without a school that can
 * be notified, where the recipient is notified in place of a school.
 */
export function hasChildOfNotice(content: SubmitReferralRequest, { onRollOf, forChildren = [] }: Pick<Allowance, 'onRollOf' | 'forChildren'>): boolean {
  const inPlaceOfSchool = forChildren.filter(({ schooling }) => schooling !== undefined);
  return content.children.some((child) => (onRollOf === undefined ? inPlaceOfSchool.some((each) => isFor(each, child, content)) : isOnRoll(child, onRollOf)));
}

function withConcerns(concern: JsonValue, shown: readonly string[]): JsonValue {
  const narrowed = Object.entries(concern as JsonObject).flatMap(([name, value]): [string, JsonValue][] => {
    if (name !== 'types' && name !== 'flags') return [[name, value]];
    const kept = Array.isArray(value) ? value.filter((item: JsonValue) => typeof item === 'string' && shown.includes(item)) : [];
    return kept.length === 0 ? [] : [[name, kept]];
  });
  return Object.fromEntries(narrowed);
}

/** An allowance is the same object for as long as its partnership is in memory; its trees are made once, on demand. */
const treesOfAllowance = new WeakMap<Allowance, Trees>();

function treeFor(allowance: Allowance, hidden: readonly BoundMask[], further: readonly ChildAllowance[]): Allowed {
  let trees = treesOfAllowance.get(allowance);
  if (trees === undefined) {
    trees = new Map();
    treesOfAllowance.set(allowance, trees);
  }
  const key = hidden.length + further.length === 0 ? '' : keyOf(allowance, hidden, further);
  const known = trees.get(key);
  if (known !== undefined) return known;
  const made = tree(visibleFields([...allowance.fields, ...further.flatMap(({ fields }) => fields)], hidden));
  trees.set(key, made);
  return made;
}

function keyOf({ masks = [], forChildren = [] }: Allowance, hidden: readonly BoundMask[], further: readonly ChildAllowance[]): string {
  return `${hidden.map((mask) => masks.indexOf(mask)).join(',')} ${further.map((each) => forChildren.indexOf(each)).join(',')}`;
}

/** Expanded to leaves if a field is hidden, because it may be below an allowed prefix. */
function visibleFields(fields: readonly string[], hidden: readonly BoundMask[]): readonly string[] {
  if (hidden.length === 0) return fields;
  const masked = hidden.flatMap((mask) => mask.fields);
  return REFERRAL_FIELDS.filter((leaf) => isCovered(fields, leaf) && !isCovered(masked, leaf));
}

function isCovered(fields: readonly string[], leaf: string): boolean {
  return fields.some((field) => coversField(field, leaf));
}

/** The paths as a tree; `true` if everything below is allowed. */
function tree(fields: readonly string[]): Allowed {
  const root: Allowed = new Map();
  for (const field of fields) allow(root, field.split('.'));
  return root;
}

function allow(level: Allowed, [name, ...rest]: readonly string[]): void {
  if (name === undefined) return;
  const below = level.get(name);
  if (below === true) return;
  if (rest.length === 0) {
    level.set(name, true);
    return;
  }
  const next: Allowed = below ?? new Map();
  level.set(name, next);
  allow(next, rest);
}

/** The allowed part of a value; undefined if none of it is. */
function project(value: JsonValue | undefined, allowed: Allowed | true): JsonValue | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return projectList(value as readonly JsonValue[], allowed);
  if (value === null || typeof value !== 'object') return allowed === true ? value : undefined;
  const kept: Record<string, JsonValue> = {};
  let isEmpty = true;
  // Plain assignment, because this runs for every object of every view, and building from entries takes twice the time. A key
  // `__proto__`, which no contract has, would be dropped.
  for (const name of Object.keys(value)) {
    if (GIVEN_IDS.has(name)) {
      kept[name] = (value as JsonObject)[name] ?? null;
      continue;
    }
    const below = allowed === true ? true : allowed.get(name);
    const part = below === undefined ? undefined : project((value as JsonObject)[name], below);
    if (part === undefined) continue;
    kept[name] = part;
    isEmpty = false;
  }
  return isEmpty ? undefined : kept;
}

/** An empty list that is allowed as a whole means "none", and is kept. */
function projectList(items: readonly JsonValue[], allowed: Allowed | true): JsonValue | undefined {
  if (items.length === 0) return allowed === true ? [] : undefined;
  const kept = items.map((item) => project(item, allowed)).filter((item) => item !== undefined);
  return kept.length === 0 ? undefined : kept;
}
