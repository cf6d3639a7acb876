import { Described, IntegerBetween, Line, ListOf, Optional, Shaped, Slug, Uuid } from '../validation/decorators.js';

const PROBLEM_CODE = { pattern: '^[A-Z]{3}-[0-9]{3}$', expected: 'a problem code such as REF-001' };
const POINTER = { pattern: '^(?:/[^/]*)*$', expected: 'a JSON pointer' };

class ProblemDetail {
  @Described('JSON pointer (RFC 6901) to the field.')
  @Shaped(POINTER)
  readonly pointer!: string;

  @Described('Stable code of the fault.')
  @Slug()
  readonly code!: string;

  @Described('One sentence; it never repeats the value.')
  @Line(500)
  readonly message!: string;
}

/** RFC 9457 problem, `application/problem+json`. */
export class ProblemDocument {
  @Described('Path of the page that explains the problem.')
  @Line(200)
  readonly type!: string;

  @Described('The problem in a few words; the same for every occurrence.')
  @Line(200)
  readonly title!: string;

  @Described('HTTP status.')
  @IntegerBetween(400, 599)
  readonly status!: number;

  @Described('This occurrence of the problem, and its repair.')
  @Line(1000)
  readonly detail!: string;

  @Described('Stable code of the problem.')
  @Shaped(PROBLEM_CODE)
  readonly code!: string;

  @Described('The resource that the problem concerns.')
  @Optional()
  @Line(500)
  readonly instance?: string;

  @Described('Quote it when asking for help: it is in the logs and messages of this request.')
  @Optional()
  @Uuid()
  readonly correlationId?: string;

  @Described('The invalid fields.')
  @Optional()
  @ListOf(() => ProblemDetail, { max: 100 })
  readonly errors?: readonly ProblemDetail[];
}
