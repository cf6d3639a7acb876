import {
  applyOptional,
  applyShape,
  declareEmpty,
  noteField,
  type ClassKey,
  type Constructor,
  type ListBounds,
  type ScalarRule,
} from './fields.js';
import {
  BIRTH_DATE,
  CALENDAR_DATE,
  codePoints,
  DIGEST,
  INSTANT,
  isCalendarDate,
  KAFKA_OFFSET,
  LINE,
  OPEN_CODE,
  PROSE,
  SLUG,
  STAFF_REFERENCE,
  type TextShape,
  UUID,
} from './text-rules.js';
import { registerShape, ruleOf } from './text-shapes.js';

/** A property decorator for a single value; {@link ListOf} takes one as the rule of its entries. */
type ScalarDecorator = ((target: object, property: string | symbol) => void) & { readonly rule: ScalarRule };
type FieldDecorator = (target: object, property: string | symbol) => void;

/** One line of text of `min` to `max` characters (code points): no control characters, no lone surrogates, not blank. */
export function Line(max: number, { min = 1 }: { readonly min?: number } = {}): ScalarDecorator {
  return text(LINE, { minLength: min, maxLength: max });
}

/** Text of up to `max` characters (code points); like {@link Line}, but line breaks and tabs are allowed. */
export function Prose(max: number): ScalarDecorator {
  return text(PROSE, { minLength: 1, maxLength: max });
}

/** One of a closed set of codes. */
export function Code(values: readonly string[]): ScalarDecorator {
  const known = new Set<unknown>(values);
  return scalar({ schema: { type: 'string', enum: [...values] }, accepts: (value) => known.has(value) });
}

/** A code of a set that is kept as data (force code lists, census codes). The decorator checks its form, not its meaning. */
export function CodePattern(): ScalarDecorator {
  return text(OPEN_CODE);
}

/** An identifier that the exchange or its partnership assigns: lower-case words joined by hyphens, up to 64 characters. */
export function Slug(): ScalarDecorator {
  return text(SLUG, { minLength: 1, maxLength: 64 });
}

/** A UUID in lower case (RFC 9562, any version). */
export function Uuid(): ScalarDecorator {
  return text(UUID, { format: 'uuid' });
}

/** RFC 3339 date-time with its offset; 2026-02-30 and a missing offset are refused. */
export function Instant(): ScalarDecorator {
  return text(INSTANT, { format: 'date-time' }, isCalendarDate);
}

/** A day of the calendar, YYYY-MM-DD. */
export function CalendarDate(): ScalarDecorator {
  return text(CALENDAR_DATE, { format: 'date' }, isCalendarDate);
}

/** A date of birth as far as it is known: YYYY-MM-DD, YYYY-MM or YYYY. */
export function BirthDate(): ScalarDecorator {
  return text(BIRTH_DATE);
}

/** SHA-256 in lower-case hexadecimal. */
export function Digest(): ScalarDecorator {
  return text(DIGEST);
}

/** An opaque reference to a member of staff. */
export function StaffReference(): ScalarDecorator {
  return text(STAFF_REFERENCE);
}

/** A Kafka offset as decimal text: 64 bits do not fit a JavaScript number. */
export function KafkaOffset(): ScalarDecorator {
  return text(KAFKA_OFFSET);
}

/** Text of a given shape, for identifiers that others issue. Give the longest length where the shape has none. */
export function Shaped(shape: TextShape, maxLength?: number): ScalarDecorator {
  return text(shape, maxLength === undefined ? {} : { maxLength });
}

/** A whole number, both ends included. */
export function IntegerBetween(minimum: number, maximum: number): ScalarDecorator {
  return scalar({
    schema: { type: 'integer', minimum, maximum },
    accepts: (value) => Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum,
  });
}

/** A number, both ends included. */
export function NumberBetween(minimum: number, maximum: number): ScalarDecorator {
  return scalar({
    schema: { type: 'number', minimum, maximum },
    accepts: (value) => Number.isFinite(value) && Number(value) >= minimum && Number(value) <= maximum,
  });
}

export function Bool(): ScalarDecorator {
  return scalar({ schema: { type: 'boolean' }, accepts: (value) => typeof value === 'boolean' });
}

/**
 * The value of a leaf of a referral: text, a whole number, true or false, or a list of single-line texts. The decorator checks
 * only the form; the leaf's own rule is checked when the corrected referral is validated.
 */
export function LeafValue(): ScalarDecorator {
  const [prose, number, line] = [Prose(20_000).rule, IntegerBetween(-1_000_000, 1_000_000).rule, Line(200).rule];
  const list = { type: 'array', minItems: 1, maxItems: 20, items: line.schema };
  const isList = (value: unknown): boolean =>
    Array.isArray(value) && value.length > 0 && value.length <= 20 && value.every((item) => line.accepts(item));
  return scalar({
    schema: { anyOf: [prose.schema, number.schema, { type: 'boolean' }, list] },
    accepts: (value) => prose.accepts(value) || number.accepts(value) || typeof value === 'boolean' || isList(value),
  });
}

/** An object of the given contract class. */
export function Nested(type: () => Constructor): FieldDecorator {
  return (target, property) => applyShape(target, property, { kind: 'nested', type });
}

/**
 * A list of contract objects (`() => Child`) or of single values (`Slug()`). `min` defaults to 1, because an empty list and an
 * absent list would be two forms of one meaning.
 */
export function ListOf(items: ScalarDecorator | (() => Constructor), bounds: ListBounds): FieldDecorator {
  const entries = 'rule' in items ? items.rule : items;
  return (target, property) => applyShape(target, property, { kind: 'list', items: entries, bounds });
}

/** The field may be left out. `null` is refused, because it is neither a value nor an absence. */
export function Optional(): FieldDecorator {
  return (target, property) => applyOptional(target, property);
}

/** The field may be left out unless another field has one of these values. */
export function OptionalUnless(property: string, values: readonly string[]): FieldDecorator {
  return (target, own) => applyOptional(target, own, { property, values });
}

/** The meaning of the field, in a sentence that the JSON Schema, OpenAPI and AsyncAPI files contain. */
export function Described(description: string): FieldDecorator {
  return (target, property) => noteField(target, property, { description });
}

/** The field decides the recipients or the hidden fields, so no view of the object contains it. */
export function NeverShown(): FieldDecorator {
  return (target, property) => noteField(target, property, { neverShown: true });
}

/** The exchange gives the id. A view shows it exactly if it shows another field of the object, so no agreement can name it. */
export function GivenByExchange(): FieldDecorator {
  return (target, property) => noteField(target, property, { givenByExchange: true });
}

/** The body is exactly `{}`. Without this decorator a class that declares no fields is refused as a contract. */
export function EmptyBody(): (type: ClassKey) => void {
  return declareEmpty;
}

interface TextLimits {
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
}

function text(shape: TextShape, limits: TextLimits = {}, also: (value: string) => boolean = () => true): ScalarDecorator {
  registerShape(shape);
  const rule = ruleOf(shape.pattern);
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY } = limits;
  return scalar({
    schema: { type: 'string', ...limits, pattern: shape.pattern, ...(shape.strict && { description: shape.strict.note }) },
    accepts: (value) => {
      if (typeof value !== 'string' || !rule.test(value) || !also(value)) return false;
      const length = codePoints(value);
      return length >= minLength && length <= maxLength;
    },
  });
}

function scalar(rule: ScalarRule): ScalarDecorator {
  const decorator: FieldDecorator = (target, property) => applyShape(target, property, { kind: 'scalar', rule });
  return Object.assign(decorator, { rule });
}
