import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';

import { type Constructor, isDeclaredEmpty, isObject } from './fields.js';
import { implausibility } from './plausible.js';

/**
 * Checks a body with class-transformer and class-validator. This validator is slower, and is the reference for
 * `compileContract`: a test gives both the same thousands of bodies.
 */
export function validateWithClassValidator(type: Constructor, value: unknown): boolean {
  if (!isObject(value) || implausibility(value) !== undefined) return false;
  // class-validator refuses every object of a class without rules as unknown.
  if (isDeclaredEmpty(type)) return Object.keys(value).length === 0;
  const instance = plainToInstance(type, value) as object;
  return validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true }).length === 0;
}
