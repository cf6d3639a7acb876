import { GRADES } from '#libs/contracts';

import { CONDITION_KEYS } from '../routing/condition.js';
import { SCHOOLING, type Condition, type MaskCondition } from '../model/partnership.js';
import { FACTOR, ID, RELATIONSHIP, URN, type Reader } from './reader.js';

/** Requires at least one condition, because a route without any would send every referral of the force to its recipients. */
export function readCondition(item: Reader): Condition {
  const when = item.section(...CONDITION_KEYS.map((key) => `${key}?`));
  const given = givenOf(when, CONDITION_KEYS);
  if (given.size === 0 && !item.isAbsent()) {
    item.fail('No condition. Name the concerns, areas, grades, schools or schooling to which this applies.');
  }
  return {
    ...(given.has('concerns') && { concerns: when('concerns').list((concern) => concern.text(ID)) }),
    ...(given.has('areas') && { areas: when('areas').list((area) => area.text(ID)) }),
    ...(given.has('grades') && { grades: when('grades').list((grade) => grade.oneOf(GRADES)) }),
    ...(given.has('schools') && { schools: when('schools').list((school) => school.text(URN)) }),
    ...(given.has('schooling') && { schooling: when('schooling').list((reason) => reason.oneOf(SCHOOLING)) }),
  };
}

/** Requires at least one condition, because a field that must always be hidden does not belong in the view. */
export function readMaskCondition(item: Reader): MaskCondition {
  const when = item.section('concerns?', 'factors?', 'relationships?', 'linkedToAllegedAbuser?');
  const given = givenOf(when, ['concerns', 'factors', 'relationships', 'linkedToAllegedAbuser'] as const);
  if (given.size === 0 && !item.isAbsent()) {
    item.fail('No condition. Name one, or remove the fields from the view if they must never be shown.');
  }
  return {
    ...(given.has('concerns') && { concerns: when('concerns').list((concern) => concern.text(ID)) }),
    ...(given.has('factors') && { factors: when('factors').list((factor) => factor.text(FACTOR)) }),
    ...(given.has('relationships') && { relationships: when('relationships').list((code) => code.text(RELATIONSHIP)) }),
    ...(given.has('linkedToAllegedAbuser') && { linkedToAllegedAbuser: when('linkedToAllegedAbuser').yes() }),
  };
}

function givenOf<Key extends string>(when: (key: string) => Reader, keys: readonly Key[]): ReadonlySet<Key> {
  return new Set(keys.filter((key) => !when(key).isAbsent()));
}
