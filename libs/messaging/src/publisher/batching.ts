import type { OutgoingMessage } from '#libs/contracts';

/** A message of one `publish` call, with its index in that call and the partition of its key. */
export interface PlacedMessage {
  readonly index: number;
  readonly partition: number;
  readonly message: OutgoingMessage;
}

interface BatchLimits {
  readonly maxMessages: number;
  /**
   * Must stay below the broker's `max.message.bytes` (1 MiB by default), which bounds a whole batch and not a single
   * message.
   */
  readonly maxBytes: number;
}

/** Size of Kafka's record format, rounded up: lengths, deltas and attributes of a record. */
const RECORD_OVERHEAD_BYTES = 32;
const HEADER_OVERHEAD_BYTES = 8;

/** An upper estimate of a message's uncompressed size on the wire, in bytes. */
export function estimatedBytes(message: OutgoingMessage): number {
  const headers = Object.entries(message.headers).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value) + HEADER_OVERHEAD_BYTES,
    0,
  );
  return RECORD_OVERHEAD_BYTES + Buffer.byteLength(message.key) + headers + (message.value?.length ?? 0);
}

/** Cuts a lane into batches within the limits and keeps the order. A message above the byte limit gets its own batch. */
export function cutIntoBatches(lane: readonly PlacedMessage[], limits: BatchLimits): readonly (readonly PlacedMessage[])[] {
  const batches: PlacedMessage[][] = [];
  let bytes = 0;
  for (const placed of lane) {
    const size = estimatedBytes(placed.message);
    const current = batches.at(-1);
    if (current === undefined || current.length >= limits.maxMessages || bytes + size > limits.maxBytes) {
      batches.push([placed]);
      bytes = size;
    } else {
      current.push(placed);
      bytes += size;
    }
  }
  return batches;
}
