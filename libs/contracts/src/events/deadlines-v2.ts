import { Described, Shaped } from '../validation/decorators.js';
import { DeadlineEscalatedV1, DeadlineWarnedV1 } from './deadlines.js';

/** Of the partnership file: opaque, and a number at its end keeps names and addresses out. */
const CONTACT = { pattern: '^[a-z]+(?:-[a-z]+)*-[0-9]{1,6}$', expected: 'an opaque reference such as csc-duty-01, never a name or an address' };
const WHO = 'Who holds the role there, as the partnership file has it: a reference that the agency resolves in its own rota.';

/** Part of the allowed time has passed without an answer; said where the partnership file names who holds the role. */
export class DeadlineWarnedV2 extends DeadlineWarnedV1 {
  @Described(WHO)
  @Shaped(CONTACT)
  readonly contact!: string;
}

/** After a breach, the next one up the chain was called; said where the partnership file names who holds the role. */
export class DeadlineEscalatedV2 extends DeadlineEscalatedV1 {
  @Described(WHO)
  @Shaped(CONTACT)
  readonly contact!: string;
}
