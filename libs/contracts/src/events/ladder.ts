/**
 * The acknowledgement ladder. Each rung is a statement of its own and no rung implies a higher one: an offset committed
 * or a message delivered has been read by nobody.
 */
export const RUNGS = ['published', 'delivered', 'rejected', 'opened', 'accepted', 'refused', 'redirected', 'decided', 'fed_back'] as const;
export type Rung = (typeof RUNGS)[number];

/** The rungs an agency states in a receipt: all but `published`, which is the publisher's own. */
export const RECEIPT_RUNGS = RUNGS.filter((rung) => rung !== 'published');
export type ReceiptRung = Exclude<Rung, 'published'>;
