import type { CutOffPolicy, EscalationChain, HubCalendarData, HubLimit, NoHolderPolicy, SchoolCalendarData } from '#libs/safeguarding';

/** The partnership's agreement about clocks, from the files that its partnership file lists. The law's limits are in code. */
export interface LocalPolicy {
  readonly limits: readonly HubLimit[];
  readonly noHolder: readonly NoHolderPolicy[];
  readonly cutOffs: readonly CutOffPolicy[];
  readonly chains: readonly EscalationChain[];
  readonly hubHours: readonly CalendarVersions<HubCalendarData>[];
  readonly schoolTerms: readonly CalendarVersions<SchoolCalendarData>[];
}

/** A calendar in all its versions, oldest first. New clocks use the last one; running clocks need the others as proof. */
export interface CalendarVersions<Data> {
  /** For example `hub-hours/northshire-csc` or `school-terms/142001`. */
  readonly id: string;
  readonly versions: readonly Data[];
}
