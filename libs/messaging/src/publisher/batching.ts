import type { OutgoingMessage } from '#libs/contracts';

/** A message of one `publish` call with its place in that call and the partition its key gives it. */
export interface PlacedMessage {
  readonly index: number;
  readonly partition: number;
  readonly message: OutgoingMessage;
}

export interface BatchLimits {
  readonly maxMessages: number;
  /** Must stay below the broker's `max.message.bytes` (1 MiB by default), which bounds a whole batch, not a message. */
  readonly maxBytes: number;
}

/** Kafka's record format: lengths, deltas and attributes of a record, rounded up. */
const RECORD_OVERHEAD_BYTES = 32;
const HEADER_OVERHEAD_BYTES = 8;

/** An upper estimate of what a message takes on the wire, uncompressed. */
export function estimatedBytes(message: OutgoingMessage): number {
  const headers = Object.entries(message.headers).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value) + HEADER_OVERHEAD_BYTES,
    0,
  );
  return RECORD_OVERHEAD_BYTES + Buffer.byteLength(message.key) + headers + (message.value?.length ?? 0);
}

/** Cuts a lane into batches within the limits, order kept. A message above the byte limit makes a batch of its own. */
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
