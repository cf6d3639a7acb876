import { agencyNodeMigrateSettings, agencyNodeSettings } from './apps/agency-node.js';
import { auditPortalSettings, auditRecorderMigrateSettings, auditRecorderSettings } from './apps/audit.js';
import { deadlineWatchMigrateSettings, deadlineWatchSettings } from './apps/deadline-watch.js';
import { issuerSettings } from './apps/issuer.js';
import { publisherMigrateSettings, publisherSettings } from './apps/publisher.js';
import { testModeSettings } from './apps/test-mode.js';
import { cliSettings, sandboxSettings } from './apps/tools.js';
import type { SettingsSchema } from './settings.js';

/** Every program's schema, in the order of `.env.example`. */
export const allSettings: readonly SettingsSchema[] = [
  publisherSettings,
  publisherMigrateSettings,
  agencyNodeSettings,
  agencyNodeMigrateSettings,
  auditRecorderSettings,
  auditRecorderMigrateSettings,
  auditPortalSettings,
  deadlineWatchSettings,
  deadlineWatchMigrateSettings,
  testModeSettings,
  cliSettings,
  sandboxSettings,
  issuerSettings,
];
