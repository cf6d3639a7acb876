/**
 * Headers of a dead letter, the notice of a quarantined message. Its key and value are empty, because the message may hold
 * personal data: the notice holds the message's position and the reason, never its content.
 */
export const DEAD_LETTER_HEADERS = {
  /** Code of the reason, such as `invalid-payload`. */
  reason: 'dl_reason',
  topic: 'dl_topic',
  partition: 'dl_partition',
  offset: 'dl_offset',
  /** `ce_id` of the message, if it had a usable one. */
  messageId: 'dl_message_id',
  /** envelopeDigest of the message's bytes. */
  digest: 'dl_digest',
  /** When the message was quarantined, RFC 3339. */
  at: 'dl_at',
} as const;
