/** The partnership whose agencies are followed. */
export const PARTNERSHIP = Symbol('PARTNERSHIP');
