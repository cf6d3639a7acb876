import type { ReferralView, SubmitReferralRequest } from '#libs/contracts';
import type { JsonValue } from '#libs/kernel';

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
}

type JsonObject = { readonly [key: string]: JsonValue };
type Allowed = Map<string, Allowed | true>;

/**
 * A recipient's view: the allowed fields of a referral that are present in it, and nothing else. Arrays keep their
 * order; an object or array in which nothing is left is not there at all, so that a view does not even tell how many
 * children there are unless it may tell something of them. The content is never changed, nor shared with the view.
 */
export function viewOf(content: SubmitReferralRequest, { fields, onRollOf, concerns }: Allowance): ReferralView {
  let visible = content as unknown as JsonObject;
  if (onRollOf !== undefined) visible = withChildrenOnRoll(visible, onRollOf);
  if (concerns !== undefined) visible = withConcerns(visible, concerns);
  return (project(visible, treeOf(fields)) ?? {}) as ReferralView;
}

function withChildrenOnRoll({ children, ...rest }: JsonObject, urns: readonly string[]): JsonObject {
  const all = Array.isArray(children) ? (children as readonly JsonObject[]) : [];
  const onRoll = all.filter(({ school }) => urns.some((urn) => (school as JsonObject | undefined)?.['urn'] === urn));
  return onRoll.length === 0 ? rest : { ...rest, children: onRoll };
}

function withConcerns({ concern, ...rest }: JsonObject, shown: readonly string[]): JsonObject {
  if (typeof concern !== 'object' || concern === null) return rest;
  const narrowed = Object.entries(concern).flatMap(([name, value]): [string, JsonValue][] => {
    if (name !== 'types' && name !== 'flags') return [[name, value]];
    const kept = Array.isArray(value) ? value.filter((item: JsonValue) => typeof item === 'string' && shown.includes(item)) : [];
    return kept.length === 0 ? [] : [[name, kept]];
  });
  return { ...rest, concern: Object.fromEntries(narrowed) };
}

/** An allow-list is the same array for as long as its agreement is in memory; its tree is made once. */
const trees = new WeakMap<readonly string[], Allowed>();

function treeOf(fields: readonly string[]): Allowed {
  const known = trees.get(fields) ?? tree(fields);
  trees.set(fields, known);
  return known;
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
  const kept: [string, JsonValue][] = [];
  for (const [name, member] of Object.entries(value)) {
    const below = allowed === true ? true : allowed.get(name);
    const part = below === undefined ? undefined : project(member, below);
    if (part !== undefined) kept.push([name, part]);
  }
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** An empty list that is allowed as a whole says "none", and stays. */
function projectList(items: readonly JsonValue[], allowed: Allowed | true): JsonValue | undefined {
  if (items.length === 0) return allowed === true ? [] : undefined;
  const kept = items.map((item) => project(item, allowed)).filter((item) => item !== undefined);
  return kept.length === 0 ? undefined : kept;
}
