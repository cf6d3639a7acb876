export { agencyNodeMigrateSettings, agencyNodeSettings, type AgencyNodeMigrateSettings, type AgencyNodeSettings } from './apps/agency-node.js';
export {
  auditPortalSettings,
  auditRecorderMigrateSettings,
  auditRecorderSettings,
  type AuditPortalSettings,
  type AuditRecorderMigrateSettings,
  type AuditRecorderSettings,
} from './apps/audit.js';
export {
  deadlineWatchMigrateSettings, deadlineWatchSettings, type DeadlineWatchMigrateSettings, type DeadlineWatchSettings,
} from './apps/deadline-watch.js';
export { publisherMigrateSettings, publisherSettings, type PublisherMigrateSettings, type PublisherSettings } from './apps/publisher.js';
export { LOG_LEVELS, type LogLevelSetting } from './apps/shared.js';
export { testEnvironment, testModeSettings, type TestModeSettings } from './apps/test-mode.js';
export { cliSettings, sandboxSettings, type CliSettings, type SandboxSettings } from './apps/tools.js';
export { allSettings } from './all-settings.js';
export { childEnvironment } from './child-environment.js';
export { replaceEnvironment } from './process-environment.js';
export { renderEnvironmentExample } from './env-example.js';
export {
  currentEnvironment,
  describeSettings,
  exampleEnvironment,
  loadSettings,
  settingsSchema,
  type ConfigurationProblem,
  type Environment,
  type SettingDescription,
  type SettingsOf,
  type SettingsSchema,
} from './settings.js';
export type { Setting, SettingKind } from './setting.js';
