export { canonicalJson, type JsonValue } from './canonical-json.js';
export { systemClock, type Clock } from './clock.js';
export { sha256, sha256Hex } from './digest.js';
export { isUuid, newId } from './identifiers.js';
export { failure, success, type Failure, type Outcome } from './outcome.js';
