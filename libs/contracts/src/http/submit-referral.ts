import { Code, CodePattern, Described, Instant, Line, ListOf, Nested, NeverShown, Optional, Prose, Slug } from '../validation/decorators.js';
import { leafPathsOf, neverShownPathsOf } from '../validation/field-paths.js';
import { Child } from './child.js';
import {
  CONCERN_TYPES, type ConcernType, type Flag, FLAGS, type Grade, GRADES, HARM_CODES, type HarmCode, type Marking, MARKINGS,
  POLICE_LAWFUL_BASES, type PoliceLawfulBasis,
} from './codes.js';

export class Concern {
  @Described('The types of concern. With the area and the grade they decide the recipients.')
  @ListOf(Code(CONCERN_TYPES), { max: 10, unique: true })
  readonly types!: readonly ConcernType[];

  @Described('Kind of harm: NEG neglect, PHY physical, SAB sexual, EMO emotional, MUL multiple.')
  @Optional()
  @Code(HARM_CODES)
  readonly harm?: HarmCode;

  @Described('Factor codes of the children in need census, such as 13A.')
  @Optional()
  @ListOf(CodePattern(), { max: 20, unique: true })
  readonly factors?: readonly string[];

  @Described('Circumstances that everyone who handles the referral must notice.')
  @Optional()
  @ListOf(Code(FLAGS), { max: FLAGS.length, unique: true })
  readonly flags?: readonly Flag[];
}

export class Incident {
  @Described('The police\'s incident reference, kept as written. Case, outer and repeated white space make no difference to what it matches.')
  @Line(64)
  readonly reference!: string;

  @Described('When it happened.')
  @Instant()
  readonly occurredAt!: string;

  @Described('When it was reported to the police.')
  @Instant()
  readonly reportedAt!: string;

  @Described('When the risk to the child was assessed.')
  @Optional()
  @Instant()
  readonly assessedAt?: string;
}

class RiskGrading {
  @Described('Grade that the contact centre gave.')
  @Code(GRADES)
  readonly grade!: Grade;

  @Described('When it was graded.')
  @Instant()
  readonly gradedAt!: string;

  @Described('The staff reference or role that graded it.')
  @Line(64)
  readonly gradedBy!: string;
}

/** Facts about the person whom the child must be protected from. They decide which agencies must not learn where the child is. */
class AllegedAbuser {
  @Described('Agencies through which the person could learn shared information (works there, lives with a member of staff), by their ids in the partnership.')
  @ListOf(Slug(), { max: 20, unique: true })
  readonly linkedAgencies!: readonly string[];
}

export class Officer {
  @Described('Staff reference of the referring officer.')
  @Line(64)
  readonly reference!: string;

  @Described('Name, so that the recipient can call back.')
  @Optional()
  @Line(100)
  readonly name?: string;
}

class Referrer {
  @Described('The force, by its id in the partnership.')
  @Slug()
  readonly force!: string;

  @Described('The referring unit. If it is a code (letters, digits, hyphens), reports can be grouped by it, in any case.')
  @Line(100)
  readonly unit!: string;

  @Described('The referring officer.')
  @Nested(() => Officer)
  readonly officer!: Officer;
}

export class LawfulBasis {
  @Described('Condition of Data Protection Act 2018 Schedule 8 that the police rely on.')
  @Code(POLICE_LAWFUL_BASES)
  readonly police!: PoliceLawfulBasis;
}

/** Body of `POST /v1/referrals`. */
export class SubmitReferralRequest {
  @Described('The sender\'s own reference of the case, kept as written. Case, outer and repeated white space make no difference to what it matches. It never leaves the publisher as a message key.')
  @Line(64)
  readonly caseReference!: string;

  @Described('Local authority area where the children live, by its id in the partnership. A child who lives elsewhere has its own.')
  @Slug()
  readonly area!: string;

  @Described('The concern.')
  @Nested(() => Concern)
  readonly concern!: Concern;

  @Described('The children the referral is about.')
  @ListOf(() => Child, { max: 20 })
  readonly children!: readonly Child[];

  @Described('The incident behind the referral, and its times.')
  @Nested(() => Incident)
  readonly incident!: Incident;

  @Described('The contact centre\'s risk grade.')
  @Nested(() => RiskGrading)
  readonly risk!: RiskGrading;

  @Described('Links of the alleged abuser, which decide which fields are hidden from which agency. No view contains this field.')
  @Optional()
  @NeverShown()
  @Nested(() => AllegedAbuser)
  readonly allegedAbuser?: AllegedAbuser;

  @Described('The events and the reason for concern, in the officer\'s words.')
  @Prose(20_000)
  readonly narrative!: string;

  @Described('The referring force, unit and officer.')
  @Nested(() => Referrer)
  readonly referrer!: Referrer;

  @Described('The legal ground on which the police share.')
  @Nested(() => LawfulBasis)
  readonly lawfulBasis!: LawfulBasis;

  @Described('Protective marking.')
  @Code(MARKINGS)
  readonly marking!: Marking;
}

/**
 * Leaves that decide the recipients, the hidden fields and the requested completions. A correction can change them, and no
 * agreement can share them.
 */
export const ROUTING_FIELDS: readonly string[] = neverShownPathsOf(SubmitReferralRequest);

/**
 * Every leaf of a referral's content that a sharing agreement can name: `children.name.given`, `narrative`, … A prefix such as
 * `children.name` covers its leaves (`coversField`).
 */
export const REFERRAL_FIELDS: readonly string[] = leafPathsOf(SubmitReferralRequest);
