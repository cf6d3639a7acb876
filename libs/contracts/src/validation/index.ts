export { compileContract, type ContractValidator } from './contract.js';
export { Code, CodePattern, Described, Instant, Line, Optional, Prose } from './decorators.js';
export { coversField } from './field-paths.js';
export type { Constructor } from './fields.js';
export { BODY_LIMIT_BYTES, readJson, type JsonProblem } from './read-json.js';
export { jsonSchemaDefinitions, jsonSchemaOf } from './schema.js';
