import { AccessRecordedContract, isEvent, type AccessRecorded, type ReceivedEvent, type Topics } from '#libs/contracts';
import { appliedOf, type Applied, type IntakeEffects, type Refusal } from '#libs/intake';
import { batchJson, statement, type Transaction } from '#libs/persistence';

const APPEND = statement('recorder-log-access', 'SELECT log_access($1::json) AS added');

/** A record of access is recognised by its id in the log, so the inbox need not keep it as well. */
export function isAccess(event: ReceivedEvent): boolean {
  return isEvent(event, AccessRecordedContract);
}

/**
 * Writes records of access into a log of their own, and gives every other event to the recording of facts. Nothing of an access reaches the log of events or a projection,
 * so that no measure can count it.
 */
export class RecordAccess implements IntakeEffects {
  constructor(private readonly topics: Topics, private readonly facts: IntakeEffects) {}

  async apply(transaction: Transaction, events: readonly ReceivedEvent[], now: string): Promise<Applied> {
    const accesses = events.filter((event) => isAccess(event));
    const others = events.filter((event) => !isAccess(event));
    const refusals = accesses.flatMap((event) => this.refusalOf(event) ?? []);
    const refused = new Set(refusals.map(({ event }) => event));
    const taken = accesses.filter((event) => !refused.has(event));
    const repeats = taken.length - (await append(transaction, taken.map(({ data }) => data as AccessRecorded)));
    if (others.length === 0) return { refusals, repeats };
    const rest = appliedOf(await this.facts.apply(transaction, others, now));
    return { refusals: [...refusals, ...rest.refusals], repeats: repeats + rest.repeats };
  }

  /** The topic of access has its own rights to write, so a record from another one may be forged. */
  private refusalOf(event: ReceivedEvent): Refusal | undefined {
    if (event.message.topic !== this.topics.access()) {
      return { event, code: 'wrong-topic', reason: 'A record of access came from another topic than the topic of access.' };
    }
    if (event.attributes.id !== (event.data as AccessRecorded).accessId) {
      return { event, code: 'other-id', reason: 'The id of the message is not that of the record of access.' };
    }
    return undefined;
  }
}

/** @returns the number of records that are new. */
async function append(transaction: Transaction, records: readonly AccessRecorded[]): Promise<number> {
  if (records.length === 0) return 0;
  const { rows } = await transaction.run<{ added: number }>(APPEND, [batchJson(records)]);
  return rows[0]?.added ?? 0;
}
