export { connectConsumer, type ConsumerSettings } from './connect-consumer.js';
export { DatabaseModule, type AppDatabaseSettings } from './database.module.js';
export { IntakeModule, type IntakeWiring } from './intake.module.js';
export { OutboundModule, type OutboundSettings } from './outbound.module.js';
export { clockPolicyOf, PARTNERSHIP, PartnershipModule } from './partnership.module.js';
export { runMigrate } from './run-migrate.js';
