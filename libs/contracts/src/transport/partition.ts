import { sha256 } from '#libs/kernel';

/**
 * The partition of a case: the first four bytes of SHA-256(UTF-8 key), read as an unsigned big-endian integer, modulo
 * the number of partitions.
 *
 * The exchange guarantees order per case, and Kafka keeps order only within a partition. This function is therefore part
 * of the contract between all publishers of a topic: it must give the same answer in every release and every client
 * library. A client's default is no replacement (kafkajs changed its default in 2.0). Changing this function, or the
 * partition count of a topic in use, lets a correction overtake the referral that it corrects.
 *
 * @throws RangeError when `partitionCount` is not a positive integer, which is a bug in the caller.
 */
export function partitionFor(key: string, partitionCount: number): number {
  if (!Number.isSafeInteger(partitionCount) || partitionCount < 1) {
    throw new RangeError('partitionCount must be a positive integer: read it from the metadata of the topic');
  }
  return sha256(key).readUInt32BE(0) % partitionCount;
}
