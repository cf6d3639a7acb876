import { type FieldProblem, pointerSegment, TOO_COMPLEX, UNKNOWN_FIELD_MESSAGE } from './field-problems.js';

/**
 * More than any contract can hold (a referral of 20 children has some 1,500 values, 7 levels deep), and few enough to walk at
 * almost no cost.
 */
const MAX_VALUES = 20_000;
const MAX_DEPTH = 32;

/** `__proto__`, `constructor`, `toString`, … No contract has a field of these names. */
const BUILT_IN_NAMES = new Set(Object.getOwnPropertyNames(Object.prototype));

/**
 * Finds a body that the validators must not see: they recurse (a body nested 100,000 deep overflows the call stack), compare
 * entries pairwise, call a `valueOf` that the body itself supplies (ajv's uniqueItems: an exception), or skip a `constructor`
 * silently (class-transformer: an unknown field that passes).
 */
export function implausibility(root: unknown): FieldProblem | undefined {
  let level: unknown[] = [root];
  let seen = 1;
  // Level by level and not by recursion, because a deep body would overflow the call stack.
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return TOO_COMPLEX;
    const next: unknown[] = [];
    for (const value of level) {
      if (typeof value !== 'object' || value === null) continue;
      if (!Array.isArray(value) && Object.keys(value).some((name) => BUILT_IN_NAMES.has(name))) return builtInName(root);
      const members: readonly unknown[] = Object.values(value);
      seen += members.length;
      if (seen > MAX_VALUES) return TOO_COMPLEX;
      for (const member of members) next.push(member);
    }
    level = next;
  }
  return undefined;
}

function builtInName(root: unknown): FieldProblem {
  return { pointer: pointerToBuiltIn(root, '', 0) ?? '', code: 'unknown-field', message: UNKNOWN_FIELD_MESSAGE };
}

function pointerToBuiltIn(value: unknown, at: string, depth: number): string | undefined {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return undefined;
  for (const [name, member] of Object.entries(value)) {
    const pointer = `${at}/${pointerSegment(name)}`;
    const found = BUILT_IN_NAMES.has(name) && !Array.isArray(value) ? pointer : pointerToBuiltIn(member, pointer, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}
