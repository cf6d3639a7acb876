export { agencyNodeMigrateSettings, agencyNodeSettings, type AgencyNodeSettings } from './apps/agency-node.js';
export {
  auditPortalSettings, auditRecorderMigrateSettings, auditRecorderRebuildSettings, auditRecorderSettings, type AuditPortalSettings, type AuditRecorderSettings,
} from './apps/audit.js';
export { deadlineWatchMigrateSettings, deadlineWatchRebuildSettings, deadlineWatchSettings, type DeadlineWatchSettings } from './apps/deadline-watch.js';
export { issuerSettings, type IssuerSettings } from './apps/issuer.js';
export { publisherMigrateSettings, publisherRebuildSettings, publisherSettings, type PublisherSettings } from './apps/publisher.js';
export type { LogLevelSetting } from './apps/shared.js';
export { clockOffsetOf, testEnvironment, testModeSettings } from './apps/test-mode.js';
export type { TokenSettings } from './apps/tokens.js';
export { cliSettings, sandboxSettings, type CliSettings, type SandboxSettings } from './apps/tools.js';
export { kafkaEnvironment, kafkaOf, type ConfiguredKafka } from './kafka-of.js';
export { allSettings } from './all-settings.js';
export { childEnvironment } from './child-environment.js';
export { replaceEnvironment } from './process-environment.js';
export { renderEnvironmentExample } from './env-example.js';
export {
  currentEnvironment, describeSettings, exampleEnvironment, loadSettings, type ConfigurationProblem, type Environment,
  type SettingsSchema,
} from './settings.js';
