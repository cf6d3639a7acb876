/**
 * Headers of a dead-letter notice. Its key and value are empty: what a consumer could not take may hold personal data,
 * so the notice says where the message is and why it was quarantined, never what it says.
 */
export const DEAD_LETTER_HEADERS = {
  /** Code of the reason, such as `invalid-payload`. */
  reason: 'dl_reason',
  topic: 'dl_topic',
  partition: 'dl_partition',
  offset: 'dl_offset',
  /** `ce_id` of the message, where it had a usable one. */
  messageId: 'dl_message_id',
  /** envelopeDigest of the message's bytes. */
  digest: 'dl_digest',
  /** When it was quarantined, RFC 3339. */
  at: 'dl_at',
} as const;
export type DeadLetterHeader = (typeof DEAD_LETTER_HEADERS)[keyof typeof DEAD_LETTER_HEADERS];
