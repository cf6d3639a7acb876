import { Module, type DynamicModule } from '@nestjs/common';

import type { AuditPortalSettings } from '#libs/config';
import { StorageModule } from '#libs/intake';
import { Database } from '#libs/persistence';

import { CountAgenciesController } from './count-agencies/count-agencies.controller.js';
import { ExportEventsController } from './export-events/export-events.controller.js';
import { ExportSlots } from './export-events/export-slots.js';
import { ListGapsController } from './list-gaps/list-gaps.controller.js';
import { ListAwaitingController } from './list-awaiting/list-awaiting.controller.js';
import { ListOverdueController } from './list-overdue/list-overdue.controller.js';
import { ListReferralsController } from './list-referrals/list-referrals.controller.js';
import { ReferralTimelineController } from './referral-timeline/referral-timeline.controller.js';
import { ReferralTimeline } from './referral-timeline/referral-timeline.js';
import { SearchEventsController } from './search-events/search-events.controller.js';

/** Wires the portal: the recorder's schema, through a role that may only read it. */
@Module({})
export class AppModule {
  static with(settings: Readonly<AuditPortalSettings>): DynamicModule {
    return {
      module: AppModule,
      imports: [StorageModule.with('audit-portal', settings, { readOnly: true })],
      controllers: [
        SearchEventsController,
        ExportEventsController,
        ListReferralsController,
        ReferralTimelineController,
        ListAwaitingController,
        ListOverdueController,
        ListGapsController,
        CountAgenciesController,
      ],
      providers: [
        { provide: ExportSlots, useFactory: () => ExportSlots.ofPool(settings.databasePoolSize) },
        { provide: ReferralTimeline, inject: [Database], useFactory: (database: Database) => new ReferralTimeline(database) },
      ],
    };
  }
}
