import { PROBLEMS, problemType, type ProblemDocument } from '#libs/contracts';

import type { ProblemException } from './problem-exception.js';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** The RFC 9457 document of a problem. */
export function problemDocument(problem: ProblemException, correlationId: string): ProblemDocument {
  const { code, status, detail, errors } = problem;
  return {
    type: problemType(code),
    title: PROBLEMS[code].title,
    status,
    detail,
    code,
    correlationId,
    ...(errors.length > 0 && { errors }),
  };
}
