export { canonicalJson, type JsonValue } from './canonical-json.js';
export { clockOffsetMs, isInFuture, moveClock, systemClock, type Clock } from './clock.js';
export { byKey } from './compare.js';
export {
  armCrashPoints, CRASH_POINTS, crashPoint, parseCrashPlans, type CrashAction, type CrashPlan, type CrashPointName,
} from './crash-points.js';
export { sha256, sha256Hex } from './digest.js';
export { ID_PATTERN, isUuid, newId, SLUG_PATTERN, UUID_PATTERN } from './identifiers.js';
export { failure, success, type Failure, type Outcome } from './outcome.js';
export { SharedCommit, type QueueFull, type SharedCommitOptions } from './shared-commit.js';
export { isTemporaryFailure, type TemporaryFailure } from './temporary-failure.js';
