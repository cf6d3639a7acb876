/**
 * The acknowledgement ladder. Each rung is a separate statement, and no rung implies a higher one: a committed offset or a
 * delivered message does not mean that a person has read the referral.
 */
export const RUNGS = ['published', 'delivered', 'rejected', 'opened', 'accepted', 'refused', 'redirected', 'decided', 'fed_back'] as const;
export type Rung = (typeof RUNGS)[number];

/** The rungs that an agency states: all except `published`, which the publisher states. */
export const RECEIPT_RUNGS = RUNGS.filter((rung) => rung !== 'published');
export type ReceiptRung = Exclude<Rung, 'published'>;

/** The rungs that an agency's machine states, in a batch. */
export const MACHINE_RUNGS = ['delivered', 'rejected'] as const;
export type MachineRung = (typeof MACHINE_RUNGS)[number];

/** The rungs that a named person of the agency states, each in a message of its own. */
export const PERSON_RUNGS = ['opened', 'accepted', 'refused', 'redirected', 'decided', 'fed_back'] as const;
export type PersonRung = (typeof PERSON_RUNGS)[number];
