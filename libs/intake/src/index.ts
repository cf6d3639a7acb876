export { CONFLICTING_CONTENT, EFFECT_FAILED } from './arrival.js';
export { BatchedIntake, type IntakeSummary, type IntakeTelemetry } from './batched-intake.js';
export { DeadLetterOperators, ForOperators } from './dead-letters-api/dead-letter-operators.js';
export { DeadLettersController } from './dead-letters-api/dead-letters.controller.js';
export {
  DeadLetters,
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetterPage,
  type DeadLetterStatus,
  type DiscardOutcome,
  type ReplayOutcome,
} from './dead-letters.js';
export type { IntakeEffects, IntakeOptions, QuarantinedMessage, Refusal } from './effects.js';
export { INTAKE_GRANTS, intakeTables } from './tables.js';
