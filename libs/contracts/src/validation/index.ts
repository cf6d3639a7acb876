export { compileContract, type ContractValidator } from './contract.js';
export {
  Bool, CalendarDate, Code, CodePattern, Described, Digest, EmptyBody, Instant, IntegerBetween, KafkaOffset, LeafValue, Line, ListOf, Nested, NeverShown,
  Optional, OptionalUnless, Prose, type ScalarDecorator, Shaped, Slug, StaffReference, Uuid,
} from './decorators.js';
export { coversField, leafPathsOf } from './field-paths.js';
export type { FieldProblem, FieldProblemCode } from './field-problems.js';
export type { Constructor, JsonSchema } from './fields.js';
export { validateWithClassValidator } from './reference.js';
export { jsonSchemaDefinitions, jsonSchemaOf } from './schema.js';
export { type ViewOf, viewClassOf } from './view.js';
