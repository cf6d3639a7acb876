export { conflictingContent } from './arrival.js';
export { BatchedIntake, type IntakeSummary } from './batched-intake.js';
export { DeadLettersController } from './dead-letters-api/dead-letters.controller.js';
export { DeadLetters } from './dead-letters.js';
export { appliedOf } from './effects.js';
export type { Applied, IntakeEffects, IntakeOptions, QuarantinedMessage, Refusal } from './effects.js';
export { INTAKE_GRANTS, intakeTables } from './tables.js';
