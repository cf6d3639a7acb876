import type { ErrorObject } from 'ajv/dist/2020.js';

import { BIRTH_DATE, CALENDAR_DATE, INSTANT, UUID } from './text-rules.js';
import { expectedText } from './text-shapes.js';

export type FieldProblemCode =
  | 'required'
  | 'unknown-field'
  | 'type'
  | 'format'
  | 'pattern'
  | 'length'
  | 'code'
  | 'range'
  | 'count'
  | 'duplicate'
  | 'too-complex';

/** A problem of one field of a body, in a form that may be logged and sent back: it never holds a value. */
export interface FieldProblem {
  /** RFC 6901 JSON pointer into the body. The name of an unknown field is shortened and stripped of unusual characters. */
  readonly pointer: string;
  readonly code: FieldProblemCode;
  /** One sentence for a developer. */
  readonly message: string;
}

/** Enough for a caller to correct its program, and few enough for a hostile body of a thousand wrong fields. */
const MAX_PROBLEMS = 20;

export const UNKNOWN_FIELD_MESSAGE = 'This field is not part of the contract.';

export const TOO_COMPLEX: FieldProblem = {
  pointer: '',
  code: 'too-complex',
  message: 'The body is nested too deeply or holds too many values to be read.',
};

const EXPECTED_FORMAT: Readonly<Record<string, string>> = {
  'date-time': INSTANT.expected,
  date: CALENDAR_DATE.expected,
  uuid: UUID.expected,
};
const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  array: 'a list',
  object: 'an object',
  boolean: 'true or false',
};

/** Converts ajv's errors to problems: the first one of each field, at most 20. */
export function toFieldProblems(errors: readonly ErrorObject[]): readonly FieldProblem[] {
  const problems = new Map<string, FieldProblem>();
  for (const error of errors) {
    const problem = toProblem(error);
    if (problem === undefined) continue;
    if (!problems.has(problem.pointer)) problems.set(problem.pointer, problem);
    if (problems.size === MAX_PROBLEMS) break;
  }
  return [...problems.values()];
}

function toProblem({ instancePath: pointer, keyword, params: untyped }: ErrorObject): FieldProblem | undefined {
  const params = untyped as Record<string, unknown>;
  const limit = String(params['limit']);
  switch (keyword) {
    case 'required':
      return problem(`${pointer}/${String(params['missingProperty'])}`, 'required', 'This field is required.');
    case 'additionalProperties':
      return problem(`${pointer}/${pointerSegment(String(params['additionalProperty']))}`, 'unknown-field', UNKNOWN_FIELD_MESSAGE);
    case 'type':
      return problem(pointer, 'type', mustBe(TYPE_NAMES, String(params['type'])));
    case 'format':
      return problem(pointer, 'format', mustBe(EXPECTED_FORMAT, String(params['format'])));
    case 'pattern':
      return patternProblem(pointer, String(params['pattern']));
    case 'enum':
      return problem(pointer, 'code', `This must be one of: ${(params['allowedValues'] as string[]).join(', ')}.`);
    case 'minLength':
    case 'maxLength':
      return problem(pointer, 'length', `This must have ${bound(keyword)} ${limit} characters.`);
    case 'minimum':
    case 'maximum':
      return problem(pointer, 'range', `This must be ${bound(keyword)} ${limit}.`);
    case 'minItems':
    case 'maxItems':
      return problem(pointer, 'count', `This list must have ${bound(keyword)} ${limit} ${limit === '1' ? 'entry' : 'entries'}.`);
    case 'uniqueItems':
      return problem(`${pointer}/${laterOf(params)}`, 'duplicate', 'This entry is in the list already.');
    default: // The `then` of an `if` has reported the problem already.
      return undefined;
  }
}

/** Of two equal entries the later one is the problem. */
function laterOf(params: Record<string, unknown>): number {
  return Math.max(Number(params['i']), Number(params['j']));
}

function problem(pointer: string, code: FieldProblemCode, message: string): FieldProblem {
  return { pointer, code, message };
}

function mustBe(names: Readonly<Record<string, string>>, what: string): string {
  return `This must be ${names[what] ?? what}.`;
}

function bound(keyword: string): string {
  return keyword.startsWith('min') ? 'at least' : 'at most';
}

/** A shape that `format` also describes keeps the code of the format, because either validator may report first. */
function patternProblem(pointer: string, pattern: string): FieldProblem {
  const isFormat = [INSTANT, CALENDAR_DATE, BIRTH_DATE, UUID].some((rule) => rule.pattern === pattern);
  return problem(pointer, isFormat ? 'format' : 'pattern', `This must be ${expectedText(pattern)}.`);
}

/** Shortens and cleans the name of an unknown field, because the sender chose it and it may hold any text. */
export function pointerSegment(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 40);
}
