/**
 * The acknowledgement ladder. Each rung is a separate statement, and no rung implies a higher one: a committed offset or a
 * delivered message does not mean that a person has read the referral.
 */
export const RUNGS = ['published', 'delivered', 'rejected', 'opened', 'accepted', 'refused', 'redirected', 'decided', 'fed_back'] as const;
export type Rung = (typeof RUNGS)[number];

/** The rungs that an agency states in a receipt: all except `published`, which the publisher states. */
export const RECEIPT_RUNGS = RUNGS.filter((rung) => rung !== 'published');
export type ReceiptRung = Exclude<Rung, 'published'>;
