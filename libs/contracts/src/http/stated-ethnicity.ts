import { Code, CodePattern, Described, Instant, Nested, Optional, Slug, StaffReference, Uuid } from '../validation/decorators.js';
import {
  type EthnicityConflict, ETHNICITY_CONFLICTS, STATED_ETHNICITY_SETS, type StatedEthnicitySet,
} from './lifecycle-codes.js';

/** The ethnicity that one organisation has recorded as stated: a code and its code list. Content, and never in a fact. */
export class RecordedEthnicity {
  @Described('The organisation.')
  @Slug()
  readonly organisation!: string;

  @Described('The code list that the code belongs to.')
  @Code(STATED_ETHNICITY_SETS)
  readonly namespace!: StatedEthnicitySet;

  @Described('The code.')
  @CodePattern()
  readonly code!: string;
}

/** An agency's own record of the ethnicity that a child or carer stated, for the sender of the referral. */
export class EthnicityRecord {
  @Described('Id of the statement.')
  @Uuid()
  readonly receiptId!: string;

  @Described('The agency.')
  @Slug()
  readonly agency!: string;

  @Described('The child.')
  @Uuid()
  readonly childId!: string;

  @Described('The code list that the code belongs to. Absent while the code is missing.')
  @Optional()
  @Code(STATED_ETHNICITY_SETS)
  readonly namespace?: StatedEthnicitySet;

  @Described('The code. Absent while it is missing: it has not arrived, or none that arrived fits the digest of the statement.')
  @Optional()
  @CodePattern()
  readonly code?: string;

  @Described('The person of the agency who recorded it.')
  @StaffReference()
  readonly recordedBy!: string;

  @Described('When it was recorded.')
  @Instant()
  readonly recordedAt!: string;
}

/** Two records of one child that contradict each other, with their codes, for the sender of the referral. */
export class EthnicityConflictFound {
  @Described('Id of the conflict.')
  @Uuid()
  readonly conflictId!: string;

  @Described('The child.')
  @Uuid()
  readonly childId!: string;

  @Described('different: the codes describe different groups. inexact: both may describe the same person, and only that person can confirm it.')
  @Code(ETHNICITY_CONFLICTS)
  readonly kind!: EthnicityConflict;

  @Described('The first record, of the force or of an agency.')
  @Nested(() => RecordedEthnicity)
  readonly known!: RecordedEthnicity;

  @Described('The later record, of an agency.')
  @Nested(() => RecordedEthnicity)
  readonly recorded!: RecordedEthnicity;

  @Described('When it was found.')
  @Instant()
  readonly raisedAt!: string;
}
