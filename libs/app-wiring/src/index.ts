export { connectConsumer } from './connect-consumer.js';
export { DatabaseModule } from './database.module.js';
export { IdentityModule } from './identity/identity.module.js';
export { seenProofGrants, seenProofTable } from './identity/seen-proofs.repository.js';
export { IntakeModule } from './intake.module.js';
export { OutboundModule } from './outbound.module.js';
export { CASE_KEY_SECRET, clockPolicyOf, PARTNERSHIP, PartnershipModule } from './partnership.module.js';
export { StatementAlarm } from './statement-alarm.js';
export { runMigrate } from './run-migrate.js';
