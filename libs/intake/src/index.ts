export { CONFLICTING_CONTENT, EFFECT_FAILED } from './arrival.js';
export { ForOperators } from './dead-letters-api/dead-letter-operators.js';
export {
  DeadLetters,
  type DeadLetter,
  type DeadLetterFilter,
  type DeadLetterPage,
  type DeadLetterStatus,
  type DiscardOutcome,
  type ReplayOutcome,
} from './dead-letters.js';
export type { IntakeEffects, IntakeOptions, ParkedMessage, Refusal } from './effects.js';
export { Intake, type IntakeSummary } from './intake.js';
export { INTAKE_GRANTS, intakeTables } from './tables.js';
export { connectConsumer, type ConsumerSettings } from './pipeline/connect-consumer.js';
export { CountedIntake } from './pipeline/counted-intake.js';
export { IntakeModule, type IntakeWiring } from './pipeline/intake.module.js';
export { OutboundModule, type OutboundSettings } from './pipeline/outbound.module.js';
export { clockPolicyOf, PARTNERSHIP, PartnershipModule } from './pipeline/partnership.module.js';
export { runMigrate } from './pipeline/run-migrate.js';
export { StorageModule, type StorageSettings } from './pipeline/storage.module.js';
