import { Described, Optional, StaffReference } from '../validation/decorators.js';

/**
 * The field `assertedBy` beside a recorded person. It has the form of a staff reference, because the partnership file gives the systems that may
 * name persons ids of that form.
 */
export function AssertedBy(): PropertyDecorator {
  const decorators = [StaffReference(), Optional(), Described('The system of the organisation that named the person, by its client id. Absent for a person whom the issuer of tokens has verified.')];
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}
