import { Module, type DynamicModule } from '@nestjs/common';

import { AccessRecordsModule, CASE_KEY_SECRET, DatabaseModule, IdentityModule, PartnershipModule } from '#libs/app-wiring';
import type { AuditPortalSettings } from '#libs/config';
import { Database } from '#libs/persistence';

import { CountAgenciesController } from './count-agencies/count-agencies.controller.js';
import { ExportEventsController } from './export-events/export-events.controller.js';
import { ExportManifests } from './export-events/export-manifest.repository.js';
import { ExportSlots } from './export-events/export-slots.js';
import { SendExport } from './export-events/send-export.js';
import { ReadManifestController } from './export-events/read-manifest.controller.js';
import { ExportAccessController } from './list-access/export-access.controller.js';
import { ListAccessController } from './list-access/list-access.controller.js';
import { ListGapsController } from './list-gaps/list-gaps.controller.js';
import { ListAwaitingController } from './list-awaiting/list-awaiting.controller.js';
import { ListOverdueController } from './list-overdue/list-overdue.controller.js';
import { ListReferralsController } from './list-referrals/list-referrals.controller.js';
import { MeasureValues } from './measures/measure-values.js';
import { MeasuresController } from './measures/measures.controller.js';
import { Recommendations } from './recommendations/recommendations.js';
import { RecommendationsController } from './recommendations/recommendations.controller.js';
import { ReferralTimelineController } from './referral-timeline/referral-timeline.controller.js';
import { ReferralTimeline } from './referral-timeline/referral-timeline.js';
import { AuditScope } from './scope/audit-scope.js';
import { CaseNames } from './scope/case-names.js';
import { KnownNames } from './scope/known-names.js';
import { RecordedNames } from './scope/recorded-names.js';
import { SearchEventsController } from './search-events/search-events.controller.js';

/** Wires the portal: the recorder's schema, through a role that reads it, and adds manifests of exports and records of access alone. */
@Module({})
export class AppModule {
  static with(settings: Readonly<AuditPortalSettings>): DynamicModule {
    return {
      module: AppModule,
      imports: [
        DatabaseModule.with('audit-portal', settings, { readOnly: true }),
        PartnershipModule.read(settings.partnershipFile),
        IdentityModule.with(settings, { table: 'portal_seen_proof' }),
        AccessRecordsModule.with({ app: 'audit-portal', owner: 'portal' }),
      ],
      controllers: [
        SearchEventsController,
        ExportEventsController,
        ReadManifestController,
        ListReferralsController,
        ReferralTimelineController,
        ListAwaitingController,
        ListOverdueController,
        ListGapsController,
        CountAgenciesController,
        ListAccessController,
        ExportAccessController,
        MeasuresController,
        RecommendationsController,
      ],
      providers: [
        AuditScope,
        KnownNames,
        RecordedNames,
        CaseNames,
        { provide: CASE_KEY_SECRET, useValue: settings.caseKeySecret },
        ExportManifests,
        SendExport,
        Recommendations,
        { provide: MeasureValues, inject: [Database], useFactory: (database: Database) => new MeasureValues(database) },
        { provide: ExportSlots, useFactory: () => ExportSlots.ofPool(settings.databasePoolSize) },
        {
          provide: ReferralTimeline,
          inject: [Database],
          useFactory: (database: Database) => new ReferralTimeline(database),
        },
      ],
    };
  }
}
