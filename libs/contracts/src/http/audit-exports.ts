import { ACCESS_ACTION, ACCESS_KINDS, ACCESS_OUTCOMES, type AccessKind, type AccessOutcome } from '../events/access.js';
import { CASE_KEY } from '../events/case-key.js';
import { RUNGS, type Rung } from '../events/ladder.js';
import { Code, Described, Digest, Instant, IntegerBetween, Line, ListOf, Nested, Optional, Shaped, Slug, StaffReference, Uuid } from '../validation/decorators.js';
import { AUDIT_EVENT_TYPES, type AuditEventType, SEARCHED_VERDICTS, type SearchedVerdict } from './audit-events.js';
import { NotRecorded, type RecordFilter } from './audit-not-recorded.js';
import { AUDIT_REFERRAL_STATES, type AuditReferralState } from './audit-referral-list.js';
import { CLOCK_STATES, type ClockStateName } from './clocks.js';
import { CLOCK_RULE_ID } from './due-time.js';

export const EXPORT_FORMAT_NAMES = ['csv', 'jsonl'] as const;
export type ExportFormatName = (typeof EXPORT_FORMAT_NAMES)[number];
/** The logs that can be exported. */
export const EXPORTED_LOGS = ['events', 'access'] as const;
export type ExportedLog = (typeof EXPORTED_LOGS)[number];
const TIMES = ['occurred', 'recorded'] as const;

/** The filter that an export was made with. It has the key of a case and never its reference, because a manifest is kept for ever. */
export class AuditExportFilter {
  @Described('Only this referral.')
  @Optional()
  @Uuid()
  readonly referralId?: string;

  @Described('Only referrals of a case, by its opaque keys: one for each force that it may belong to.')
  @Optional()
  @ListOf(Shaped(CASE_KEY), { max: 1_000 })
  readonly caseKeys?: readonly string[];

  @Described('Only this force.')
  @Optional()
  @Slug()
  readonly force?: string;

  @Described('Only this unit.')
  @Optional()
  @Line(64)
  readonly unit?: string;

  @Described('Only this local authority area.')
  @Optional()
  @Slug()
  readonly area?: string;

  @Described('Only this agency.')
  @Optional()
  @Slug()
  readonly agency?: string;

  @Described('Only this person, by the staff reference.')
  @Optional()
  @StaffReference()
  readonly person?: string;

  @Described('Only events of clocks of this rule.')
  @Optional()
  @Shaped(CLOCK_RULE_ID)
  readonly rule?: string;

  @Described('Only events of clocks that were in this state.')
  @Optional()
  @Code(CLOCK_STATES)
  readonly clockState?: ClockStateName;

  @Described('Only referrals that were in this state.')
  @Optional()
  @Code(AUDIT_REFERRAL_STATES)
  readonly referralState?: AuditReferralState;

  @Described('Only this rung.')
  @Optional()
  @Code(RUNGS)
  readonly rung?: Rung;

  @Described('Only this type of event.')
  @Optional()
  @Code(AUDIT_EVENT_TYPES)
  readonly type?: AuditEventType;

  @Described('Only statements with this verdict.')
  @Optional()
  @Code(SEARCHED_VERDICTS)
  readonly verdict?: SearchedVerdict;

  @Described('Only what one request led to.')
  @Optional()
  @Uuid()
  readonly correlationId?: string;

  @Described('Of records of access: only callers of this organisation.')
  @Optional()
  @Slug()
  readonly organisation?: string;

  @Described('Of records of access: only tokens of this client.')
  @Optional()
  @Line(256)
  readonly client?: string;

  @Described('Of records of access: only answers of this app.')
  @Optional()
  @Slug()
  readonly app?: string;

  @Described('Of records of access: only this action.')
  @Optional()
  @Shaped(ACCESS_ACTION)
  readonly action?: string;

  @Described('Of records of access: only this kind.')
  @Optional()
  @Code(ACCESS_KINDS)
  readonly kind?: AccessKind;

  @Described('Of records of access: only what was granted, or what was denied.')
  @Optional()
  @Code(ACCESS_OUTCOMES)
  readonly outcome?: AccessOutcome;

  @Described('Begin of the period, included.')
  @Optional()
  @Instant()
  readonly from?: string;

  @Described('End of the period, not included. Absent where it ended when the export was asked for.')
  @Optional()
  @Instant()
  readonly to?: string;

  @Described('The time that the period and the order are about.')
  @Code(TIMES)
  readonly by!: (typeof TIMES)[number];
}

/** The manifest of an export: what the file is, so that a reader can prove that it is whole and unchanged. */
export class AuditExportManifest {
  @Described('The version of this document.')
  @IntegerBetween(1, 1)
  readonly manifestVersion!: number;

  @Described('Id of the export, as its header x-export-id.')
  @Uuid()
  readonly exportId!: string;

  @Described('The organisation that asked.')
  @Slug()
  readonly organisation!: string;

  @Described('The person there who asked, as an opaque staff reference.')
  @StaffReference()
  readonly person!: string;

  @Described('The part of the record that the caller sees. The file has that part of the filter alone.')
  @Code(['all', 'force', 'agency'])
  readonly sees!: 'all' | 'force' | 'agency';

  @Described('When the export was asked for. The file has what was recorded by then.')
  @Instant()
  readonly askedAt!: string;

  @Described('When the last byte was made.')
  @Instant()
  readonly completedAt!: string;

  @Described('The log that was exported: events, or records of access.')
  @Code(EXPORTED_LOGS)
  readonly of!: ExportedLog;

  @Described('The format of the file.')
  @Code(EXPORT_FORMAT_NAMES)
  readonly format!: ExportFormatName;

  @Described('The version of the format: of its columns and their meaning.')
  @IntegerBetween(1, 1_000)
  readonly formatVersion!: number;

  @Described('The filter.')
  @Nested(() => AuditExportFilter)
  readonly filter!: AuditExportFilter;

  @Described('The number of events, without the header line of a CSV file.')
  @IntegerBetween(0, Number.MAX_SAFE_INTEGER)
  readonly rows!: number;

  @NotRecorded()
  readonly notRecorded?: readonly RecordFilter[];

  @Described('The number of bytes.')
  @IntegerBetween(0, Number.MAX_SAFE_INTEGER)
  readonly bytes!: number;

  @Described('SHA-256 of the bytes as they were sent.')
  @Digest()
  readonly sha256!: string;
}
