import ajvFormats from 'ajv-formats';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { failure, type Outcome, success } from '#libs/kernel';

import { type FieldProblem, toFieldProblems } from './field-problems.js';
import { type ClassKey, type Constructor, type JsonSchema } from './fields.js';
import { implausibility } from './plausible.js';
import { jsonSchemaOf } from './schema.js';
import { ruleOf } from './text-shapes.js';

/** Checks bodies against one contract class, in a few microseconds each. */
export interface ContractValidator<T> {
  readonly schema: JsonSchema;
  /** @returns the body itself as `T`, or up to 20 problems. Never throws; never changes the body. */
  validate(value: unknown): Outcome<T, readonly FieldProblem[]>;
}

// `strictRequired` is off because it does not find the field that a condition requires and that is defined beside it.
// `ownProperties`: inherited properties (a polluted prototype) are no part of a body.
// `code.regExp`: the published pattern of a text may be looser than its rule, so ajv runs the rule.
const regExp = Object.assign((pattern: string) => ruleOf(pattern), { code: 'ruleOf' });
const options = { strict: true, strictRequired: false, ownProperties: true, messages: false, logger: false, code: { regExp } } as const;
/** Stops at the first problem, because nearly every body is valid and a hostile one should cost little. */
const gate = ajvFormats.default(new Ajv2020({ ...options, allErrors: false }));
/** Finds all problems of a body that did not pass the gate. */
const reporter = ajvFormats.default(new Ajv2020({ ...options, allErrors: true }));

const contracts = new WeakMap<ClassKey, ContractValidator<unknown>>();

/**
 * The validator of a contract class; compiled at its first use and kept.
 *
 * @throws TypeError for a class without contract decorators.
 */
export function compileContract<T>(type: Constructor<T>): ContractValidator<T> {
  const known = contracts.get(type) ?? newContract(type);
  contracts.set(type, known);
  return known as ContractValidator<T>;
}

function newContract(type: Constructor): ContractValidator<unknown> {
  const schema = jsonSchemaOf(type);
  // Without the id, because two classes may share one (tests, versions side by side) and ajv keeps one schema per id.
  const anonymous = Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== '$id'));
  const isValid = lazily(() => gate.compile(anonymous));
  const report = lazily(() => reporter.compile(anonymous));
  return {
    schema,
    validate: (value) => {
      const implausible = implausibility(value);
      if (implausible !== undefined) return failure([implausible]);
      if (isValid()(value)) return success(value);
      const full = report();
      full(value);
      return failure(toFieldProblems(full.errors ?? []));
    },
  };
}

function lazily(compile: () => ValidateFunction): () => ValidateFunction {
  let compiled: ValidateFunction | undefined;
  return () => (compiled ??= compile());
}
