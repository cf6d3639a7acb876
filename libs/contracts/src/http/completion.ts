import { Described, IntegerBetween, Line, Shaped } from '../validation/decorators.js';
import { CONTENT_POINTER } from './lifecycle-codes.js';

/** A rule is data of libs/safeguarding; its id is checked for its form here. */
const COMPLETION_RULE_ID = { pattern: '^[A-Z0-9]{1,20}(?:_[A-Z0-9]{1,20}){0,4}$', expected: 'the id of a completion rule such as NOT_STATED_WHERE_SEEN' };
/** Several for each child, at most. */
export const MAX_COMPLETIONS = 100;

/** Something that the sender is asked to complete. The referral was shared all the same: a missing thing never blocks one. */
export class Completion {
  @Described('JSON pointer to the field of the referral to complete, by a correction.')
  @Shaped(CONTENT_POINTER)
  readonly pointer!: string;

  @Described('The rule by which it is asked.')
  @Shaped(COMPLETION_RULE_ID)
  readonly rule!: string;

  @Described('Version of the rule: the one in force when the referral was published.')
  @IntegerBetween(1, 10_000)
  readonly ruleVersion!: number;

  @Described('What to do, in a sentence; it never repeats what was recorded.')
  @Line(500)
  readonly message!: string;
}
