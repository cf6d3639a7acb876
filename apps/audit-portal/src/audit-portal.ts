import { auditPortalSettings, type AuditPortalSettings } from '#libs/config';
import type { HttpAppDefinition } from '#libs/http-api';

import { AppModule } from './app.module.js';

/** The definition of the audit portal, shared by its program, its tests and its OpenAPI document. */
export const auditPortal: HttpAppDefinition<AuditPortalSettings> = {
  name: 'audit-portal',
  title: 'Safeguarding Exchange: audit',
  description:
    'Auditors ask here what happened to referrals, and what did not: the event log, one referral across agencies, who has not responded, '
    + 'counts, exports. It holds ids, codes, times and digests, and no personal data. Every request names a person.',
  settings: auditPortalSettings,
  module: (settings) => AppModule.with(settings),
};
