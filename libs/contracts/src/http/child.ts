import {
  BirthDate, Bool, CalendarDate, Code, CodePattern, Described, IntegerBetween, Line, ListOf, Nested, NeverShown, Optional, Shaped, Slug,
} from '../validation/decorators.js';
import { SEXES, type Sex, WHERE_SEEN, type WhereSeen } from './codes.js';
import { MAX_EPISODES, MissingEpisode } from './missing-episode.js';

const NHS_NUMBER = { pattern: '^[0-9]{10}$', expected: 'an NHS number: 10 digits without spaces' };
const UPN = {
  pattern: '^[A-Z][0-9]{11}[0-9A-Z]$',
  expected: 'a unique pupil number: a capital letter, 11 digits, then a digit or a letter',
};
const PNC_ID = { pattern: '^(?:[0-9]{4}/[0-9]{7}|[0-9]{2}/[0-9]{1,7})[A-Z]$', expected: 'a PNC id such as 2002/0073319Z' };
const UPRN = { pattern: '^[0-9]{1,12}$', expected: 'a unique property reference number: 1 to 12 digits' };
const SCHOOL_URN = { pattern: '^[0-9]{6}$', expected: 'a school\'s unique reference number: 6 digits' };

class PersonName {
  @Described('Given name as the child uses it, or as recorded. A child with one name has it here or in the family name.')
  @Optional()
  @Line(100)
  readonly given?: string;

  @Described('Family name, if the child has one.')
  @Optional()
  @Line(100)
  readonly family?: string;

  @Described('Other names the child is or was known by, in one line.')
  @Optional()
  @Line(200)
  readonly otherNames?: string;
}

class Identifiers {
  @Described('NHS number, 10 digits.')
  @Optional()
  @Shaped(NHS_NUMBER)
  readonly nhsNumber?: string;

  @Described('Unique pupil number.')
  @Optional()
  @Shaped(UPN)
  readonly upn?: string;

  @Described('Police National Computer id, if the child has one.')
  @Optional()
  @Shaped(PNC_ID)
  readonly pncId?: string;
}

export class Address {
  @Described('Address lines from the most particular to the most general, without the postcode.')
  @ListOf(Line(100), { max: 6 })
  readonly lines!: readonly string[];

  @Described('Postcode, or the known part of it.')
  @Optional()
  @Line(10)
  readonly postcode?: string;

  @Described('Unique property reference number.')
  @Optional()
  @Shaped(UPRN)
  readonly uprn?: string;
}

export class School {
  @Described('Name of the school, college or nursery.')
  @Line(200)
  readonly name!: string;

  @Described('The school\'s unique reference number (URN).')
  @Optional()
  @Shaped(SCHOOL_URN)
  readonly urn?: string;
}

class SelfDefinedEthnicity {
  @Described('18+1 code that the child or their carer chose, such as W3; NS if not stated.')
  @CodePattern()
  readonly code!: string;

  @Described('The code of the reason, N1 to N4, for NS.')
  @Optional()
  @CodePattern()
  readonly reasonNotStated?: string;
}

class PerceivedEthnicity {
  @Described('Code that the officer perceived, IC0 to IC9.')
  @CodePattern()
  readonly code!: string;
}

export class Child {
  @Described('The child\'s name, with at least one of its parts. Only an unborn child may have none.')
  @Optional()
  @Nested(() => PersonName)
  readonly name?: PersonName;

  @Described('Date of birth, or the known part of it: the year and month, or the year.')
  @Optional()
  @BirthDate()
  readonly dateOfBirth?: string;

  @Described('Estimated age in whole years, if nothing of the date of birth is known. Up to 25, for care leavers.')
  @Optional()
  @IntegerBetween(0, 25)
  readonly ageEstimateYears?: number;

  @Described('Expected date of birth of an unborn child.')
  @Optional()
  @CalendarDate()
  readonly expectedDateOfBirth?: string;

  @Described('Sex as recorded by the police.')
  @Optional()
  @Code(SEXES)
  readonly sex?: Sex;

  @Described('Identifiers of the child at other organisations. A missing one never blocks a referral.')
  @Optional()
  @Nested(() => Identifiers)
  readonly identifiers?: Identifiers;

  @Described('Local authority area where this child lives, if it is another one than the referral\'s. The agencies of both areas are recipients.')
  @Optional()
  @Slug()
  readonly area?: string;

  @Described('Where the child lives.')
  @Optional()
  @Nested(() => Address)
  readonly address?: Address;

  @Described('Where the child goes to school.')
  @Optional()
  @Nested(() => School)
  readonly school?: School;

  @Described('True for a child who is educated at home, also if a former school is named: then the local authority is notified in place of a school. No view contains this field.')
  @Optional()
  @NeverShown()
  @Bool()
  readonly educatedAtHome?: boolean;

  @Described('Ethnicity as the child or their carer states it.')
  @Optional()
  @Nested(() => SelfDefinedEthnicity)
  readonly selfDefinedEthnicity?: SelfDefinedEthnicity;

  @Described('Ethnicity as the officer perceived it. A separate fact: it is never copied into the self-defined ethnicity.')
  @Optional()
  @Nested(() => PerceivedEthnicity)
  readonly perceivedEthnicity?: PerceivedEthnicity;

  @Described('Where the police saw the child and could ask. The sender is asked to complete facts that were not asked there although there was time. No view contains this field.')
  @Optional()
  @NeverShown()
  @Code(WHERE_SEEN)
  readonly whereSeen?: WhereSeen;

  @Described('The child\'s part in the incident, such as subject, present, household-member, not-present.')
  @Optional()
  @Slug()
  readonly relationshipToIncident?: string;

  @Described('The missing episodes of this child, the earliest first.')
  @Optional()
  @ListOf(() => MissingEpisode, { max: MAX_EPISODES })
  readonly missingEpisodes?: readonly MissingEpisode[];
}
