import { coversField, REFERRAL_FIELDS, type ReferralView, type SubmitReferralRequest } from '#libs/contracts';
import type { JsonValue } from '#libs/kernel';

import { linkedAgencies, schoolOf, type ReferredChild } from '../routing/facts.js';
import type { MaskCondition, Schooling } from '../model/partnership.js';

/** What a recipient may see of a referral. */
export interface Allowance {
  /** Paths of the referral, such as `children.name.given`; a prefix covers everything below it. Nothing else gets through. */
  readonly fields: readonly string[];
  /**
   * Schools by URN. Where present, only the children on the roll of one of them are in the view: a school is not told
   * about brothers and sisters elsewhere.
   */
  readonly onRollOf?: readonly string[];
  /**
   * Where present, the only concerns that show among the types and flags: a school that is told of domestic abuse is
   * not told of whatever else the police suspect.
   */
  readonly concerns?: readonly string[];
  /** Further fields, of some of the children only. */
  readonly forChildren?: readonly ChildAllowance[];
  /** What is kept back in spite of all the above, for the referrals to which a mask applies. */
  readonly masks?: readonly BoundMask[];
}

/** Fields of the children whom no school can be told about, for one of these reasons. */
export interface ChildAllowance {
  readonly fields: readonly string[];
  readonly schooling: readonly Schooling[];
  /** URNs of the partnership's schools: a child of any other school is one whom no school can be told about. */
  readonly schools: ReadonlySet<string>;
}

/** A mask of an agreement, bound to the agency that it hides something from. */
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
/** For routing and masks alone, whatever an allowance says; so are each child's `educatedAtHome` and `whereSeen`. */
const NEVER_SHOWN = 'allegedAbuser';

/**
 * A recipient's view: the allowed fields of a referral that are present in it, less what a mask hides, and nothing else.
 * Arrays keep their order; an object or array in which nothing is left is not there at all, so that a view does not even
 * tell how many children there are unless it may tell something of them. What is masked looks like what was never
 * known: nothing marks its place. The content is never changed, nor shared with the view.
 *
 * @param also masks that hold although this content does not switch them on.
 */
export function viewOf(content: SubmitReferralRequest, allowance: Allowance, also: readonly BoundMask[] = NO_MASKS): ReferralView {
  const applying = masksThatApply(content, allowance);
  const hidden = also.length === 0 ? applying : (allowance.masks ?? []).filter((mask) => applying.includes(mask) || also.includes(mask));
  const allowed = treeFor(allowance, hidden, []);
  const view: Record<string, JsonValue> = {};
  for (const [name, value] of Object.entries(content as unknown as JsonObject)) {
    if (name === NEVER_SHOWN) continue;
    const part = name === 'children' ? projectChildren(content.children, allowance, hidden, allowed) : projectMember(name, value, allowance, allowed);
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
  children: readonly ReferredChild[],
  allowance: Allowance,
  hidden: readonly BoundMask[],
  ofAll: Allowed,
): JsonValue | undefined {
  const { onRollOf, forChildren = [] } = allowance;
  const kept: JsonValue[] = [];
  for (const child of children) {
    if (onRollOf !== undefined && !isOnRoll(child, onRollOf)) continue;
    const further = forChildren.filter((each) => isFor(each, child));
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

function isFor({ schooling, schools }: ChildAllowance, child: ReferredChild): boolean {
  const place = schoolOf(child);
  if ('without' in place) return schooling.includes(place.without);
  return !schools.has(place.urn) && schooling.includes('school-outside-partnership');
}

function withConcerns(concern: JsonValue, shown: readonly string[]): JsonValue {
  const narrowed = Object.entries(concern as JsonObject).flatMap(([name, value]): [string, JsonValue][] => {
    if (name !== 'types' && name !== 'flags') return [[name, value]];
    const kept = Array.isArray(value) ? value.filter((item: JsonValue) => typeof item === 'string' && shown.includes(item)) : [];
    return kept.length === 0 ? [] : [[name, kept]];
  });
  return Object.fromEntries(narrowed);
}

/** An allowance is the same object for as long as its partnership is in memory; its trees are made once, as they are needed. */
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

/** Spelt out to leaves where something is hidden: it may be hidden below a prefix that is allowed. */
function visibleFields(fields: readonly string[], hidden: readonly BoundMask[]): readonly string[] {
  if (hidden.length === 0) return fields;
  const masked = hidden.flatMap((mask) => mask.fields);
  return REFERRAL_FIELDS.filter((leaf) => isCovered(fields, leaf) && !isCovered(masked, leaf));
}

function isCovered(fields: readonly string[], leaf: string): boolean {
  return fields.some((field) => coversField(field, leaf));
}

/** The paths as a tree; `true` where everything below is allowed. */
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

/** The allowed part of a value, or undefined where nothing of it is. */
function project(value: JsonValue | undefined, allowed: Allowed | true): JsonValue | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) return projectList(value as readonly JsonValue[], allowed);
  if (value === null || typeof value !== 'object') return allowed === true ? value : undefined;
  const kept: Record<string, JsonValue> = {};
  let isEmpty = true;
  // Plain assignment: this runs for every object of every view, and building from entries takes twice the time. A key
  // `__proto__`, which no contract has, would be dropped from what is sent.
  for (const name of Object.keys(value)) {
    const below = allowed === true ? true : allowed.get(name);
    const part = below === undefined ? undefined : project((value as JsonObject)[name], below);
    if (part === undefined) continue;
    kept[name] = part;
    isEmpty = false;
  }
  return isEmpty ? undefined : kept;
}

/** An empty list that is allowed as a whole says "none", and stays. */
function projectList(items: readonly JsonValue[], allowed: Allowed | true): JsonValue | undefined {
  if (items.length === 0) return allowed === true ? [] : undefined;
  const kept = items.map((item) => project(item, allowed)).filter((item) => item !== undefined);
  return kept.length === 0 ? undefined : kept;
}
