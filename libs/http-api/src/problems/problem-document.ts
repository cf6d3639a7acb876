import { PROBLEMS, problemType, type ProblemDocument } from '#libs/contracts';
import { SLUG_PATTERN } from '#libs/kernel';

import type { ProblemException, ProblemField } from './problem-exception.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

const LONGEST_DETAIL = 1_000;
const LONGEST_MESSAGE = 500;
const LONGEST_CODE = 64;
const MOST_ERRORS = 100;

/** The RFC 9457 document of a problem, within its own contract whatever the texts are made of, because clients validate it. */
export function problemDocument(problem: ProblemException, correlationId: string): ProblemDocument {
  const { code, status, detail, errors } = problem;
  return {
    type: problemType(code),
    title: PROBLEMS[code].title,
    status,
    detail: line(detail, LONGEST_DETAIL) ?? PROBLEMS[code].explanation,
    code,
    correlationId,
    ...(errors.length > 0 && { errors: errors.slice(0, MOST_ERRORS).map((error) => fitting(error)) }),
  };
}

function fitting({ pointer, code, message }: ProblemField): ProblemField {
  return {
    pointer: /^(?:\/[^/]*)*$/.test(pointer) ? pointer : '',
    code: SLUG_PATTERN.test(code) && code.length <= LONGEST_CODE ? code : 'invalid',
    message: line(message, LONGEST_MESSAGE) ?? 'This is not of the right form.',
  };
}

/** One line of at most `longest` characters; undefined when no visible character is left. */
function line(text: string, longest: number): string | undefined {
  const characters = [...text.toWellFormed().replaceAll(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim()];
  const cut = characters.length > longest ? `${characters.slice(0, longest - 1).join('').trimEnd()}…` : characters.join('');
  return cut === '' ? undefined : cut;
}
