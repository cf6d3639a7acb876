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
  tags: [
    { name: 'Referrals', description: 'Find referrals, and read the whole timeline of one.', paths: /^\/v1\/audit\/referrals/ },
    { name: 'Silences', description: 'Which agencies have not answered, and which clocks are overdue.', paths: /^\/v1\/audit\/(awaiting|overdue)/ },
    { name: 'Gaps', description: 'Incidents that were not referred, or referred late.', paths: /^\/v1\/audit\/gaps/ },
    { name: 'Access', description: 'Who was given or denied what, at every app.', paths: /^\/v1\/audit\/(exports\/)?access/ },
    { name: 'Event log', description: 'Search and export every recorded event, and count by agency.', paths: /^\/v1\/audit/ },
    { name: 'Measures', description: 'Measures, outlying units, and the recommendations of inspections.', paths: /^\/v1\/(measures|recommendations)/ },
  ],
  settings: auditPortalSettings,
  module: (settings) => AppModule.with(settings),
};
