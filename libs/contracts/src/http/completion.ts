import { Described, IntegerBetween, Line, Shaped } from '../validation/decorators.js';
import { CONTENT_POINTER } from './lifecycle-codes.js';

/** The form of a rule id. The rules themselves are data of libs/safeguarding. */
const COMPLETION_RULE_ID = { pattern: '^[A-Z0-9]{1,20}(?:_[A-Z0-9]{1,20}){0,4}$', expected: 'the id of a completion rule such as NOT_STATED_WHERE_SEEN' };
/** The most completions of one referral: several for each child. */
export const MAX_COMPLETIONS = 100;

/** A field that the sender is asked to complete. The referral was shared nevertheless, because missing data never blocks one. */
export class Completion {
  @Described('JSON pointer to the field of the referral that a correction should complete.')
  @Shaped(CONTENT_POINTER)
  readonly pointer!: string;

  @Described('The rule that asks for it.')
  @Shaped(COMPLETION_RULE_ID)
  readonly rule!: string;

  @Described('Version of the rule: the one in force when the referral was published.')
  @IntegerBetween(1, 10_000)
  readonly ruleVersion!: number;

  @Described('The requested action, in a sentence; it never repeats a recorded value.')
  @Line(500)
  readonly message!: string;
}
