import { Code, Described, StaffReference } from '../validation/decorators.js';
import { AssertedBy } from './asserted-by.js';

const DISCLOSER_KINDS = ['person', 'system'] as const;
type DiscloserKind = (typeof DISCLOSER_KINDS)[number];

/**
 * Who disclosed. The Data Protection Act 2018, section 62, requires the log of a disclosure to name, as far as possible, the person who
 * made it. A request without a person was made by a system of the organisation.
 */
export class DisclosedBy {
  @Described('person: a named person. system: a system of the organisation, or a part of the exchange, without a person.')
  @Code(DISCLOSER_KINDS)
  readonly kind!: DiscloserKind;

  @Described('Opaque reference of the person; of a system, the id of its organisation or the name of the app.')
  @StaffReference()
  readonly reference!: string;

  @AssertedBy()
  readonly assertedBy?: string;
}
