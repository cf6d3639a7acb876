import type { ValidationError } from '@nestjs/common';

import { ProblemException, type ProblemField } from '../problems/problem-exception.js';

const MAX_ERRORS = 20;
const MAX_DEPTH = 10;

/**
 * class-validator's errors as problem GEN-001. It uses none of their messages, because those can quote values (custom
 * messages do).
 */
export function validationProblem(errors: readonly ValidationError[]): ProblemException {
  return new ProblemException('GEN-001', { errors: fieldsOf(errors, '', 0).slice(0, MAX_ERRORS) });
}

function fieldsOf(errors: readonly ValidationError[], owner: string, depth: number): ProblemField[] {
  if (depth > MAX_DEPTH) return [];
  return errors.flatMap(({ property, constraints, children }) => {
    const pointer = /^[A-Za-z0-9_-]{1,40}$/.test(property) ? `${owner}/${property}` : owner;
    const names = Object.keys(constraints ?? {});
    const own = names.length === 0 ? [] : [{ pointer, ...describe(names) }];
    return [...own, ...fieldsOf(children ?? [], pointer, depth + 1)];
  });
}

function describe(names: readonly string[]): Pick<ProblemField, 'code' | 'message'> {
  if (names.includes('whitelistValidation')) return { code: 'unknown-field', message: 'This field is not part of the contract.' };
  const code = (names[0] ?? 'invalid').replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return { code, message: 'This field is missing or not of the right form.' };
}
