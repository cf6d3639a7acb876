/** A way to break the product on purpose: a change of the compiled code, made in a copy of it. */
export interface Break {
  readonly name: string;
  /** What is wrong with the product then. */
  readonly wrong: string;
  readonly edits: readonly { readonly file: string; readonly find: string; readonly replace: string }[];
}

const ACCEPT = 'libs/kernel/src/shared-commit.js';
const RELAY = 'libs/persistence/src/outbox/relay.js';
const RUNNER = 'libs/messaging/src/consumer/batch-runner.js';
const SEND = 'const outcomes = await this.publisher.publish(rows);';

const TO_MESSAGES = 'const messages = chunk.map((message) => toIncomingMessage(topic, partition, message));';

/** Waits until every agency has delivered what it was sent: what a relay would do that minds its receivers. */
const WAIT_FOR_ANSWERS = `while (this.database.schema === 'referral_publisher' && !this.stopping && (await session.session.run({ name: 'unanswered',
  text: "SELECT 1 FROM recipient n WHERE published_at < now() - interval '1 second' AND NOT EXISTS (SELECT 1 FROM statement r WHERE r.referral_id = n.referral_id AND r.agency = n.agency) LIMIT 1" })).rows.length > 0)
  await new Promise((resolve) => setTimeout(resolve, 200));`;

/** Each has to make the oracle see red; a test that stays green under its break proves nothing. */
export const BREAKS: readonly Break[] = [
  {
    name: 'ack-before-commit',
    wrong: 'the publisher answers 202 a moment before it commits',
    edits: [{
      file: ACCEPT,
      find: 'const results = await this.options.commit(batch.map((item) => item.entry));',
      replace: `if (batch[0].entry.idempotencyKey !== undefined) {
          batch.forEach((item) => item.resolve('stored'));
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const results = await this.options.commit(batch.map((item) => item.entry));`,
    }],
  },
  {
    name: 'mark-before-send',
    wrong: 'the relay deletes outbox rows before Kafka has them',
    edits: [{ file: RELAY, find: SEND, replace: `await session.delete(rows.map(({ seq }) => seq));\n${SEND}` }],
  },
  {
    name: 'no-dedupe',
    wrong: 'a message that was received before counts as new',
    edits: [{
      file: 'libs/intake/src/inbox.js',
      find: `return [id, known.get(id) === digest ? 'duplicate' : 'conflicting'];`,
      replace: `return [id, 'new'];`,
    }],
  },
  {
    name: 'offset-before-effect',
    wrong: 'a batch is committed to Kafka before it is stored',
    edits: [{
      file: RUNNER,
      find: 'if (!(await this.handled(payload, chunk)))',
      replace: 'payload.resolveOffset(last.offset);\nawait this.offsets.resolved(payload);\nawait this.offsets.flush();\nif (!(await this.handled(payload, chunk)))',
    }],
  },
  {
    name: 'acks-none',
    wrong: 'a message counts as sent when it has left the process',
    edits: [
      { file: 'libs/messaging/src/publisher/producer-pool.js', find: 'acks: DURABILITY.acks', replace: 'acks: 0' },
      { file: 'libs/messaging/src/publisher/producer-client.js', find: 'idempotent: true', replace: 'idempotent: false' },
      {
        file: 'libs/messaging/src/publisher/producer-pool.js',
        find: 'return this.options.confirm(topic, partition, answer);',
        replace: 'return success(0n);',
      },
    ],
  },
  {
    name: 'no-order',
    wrong: 'the relay sends the newest of a batch first',
    edits: [{ file: RELAY, find: 'const rows = await this.markAndRead(session, began);', replace: 'const rows = (await this.markAndRead(session, began)).toReversed();' }],
  },
  {
    name: 'keys-ignored',
    wrong: 'a request that is sent again under its idempotency key is a new referral',
    edits: [{
      file: 'apps/referral-publisher/src/submit-referral/submit-referral.use-case.js',
      find: `crashPoint('publisher.before-queue');`,
      replace: `prepared.value.idempotencyKey = globalThis.crypto.randomUUID();`,
    }],
  },
  {
    name: 'receipt-forgotten',
    wrong: "a person's step is stored without its receipt",
    edits: [{
      file: 'apps/agency-node/src/ladder/take-step.js',
      find: 'this.outbox.insert(transaction, [stepReceipt(this.node, referral, row, correlationId)]);',
      replace: '',
    }],
  },
  {
    name: 'poison-blocks',
    wrong: 'a batch with a message that cannot be stored is tried again for ever',
    edits: [{ file: 'libs/intake/src/batched-intake.js', find: 'if (!isDataError(error) || first === undefined)', replace: 'if (first !== null)' }],
  },
  {
    name: 'no-shedding',
    wrong: 'the queue of the publisher has no limit, neither of number nor of time',
    edits: [{ file: ACCEPT, find: 'return isFull ?', replace: 'return false ?' }],
  },
  {
    name: 'waits-for-answers',
    wrong: 'the relay sends on only when every agency has delivered what it was sent',
    edits: [{ file: RELAY, find: SEND, replace: `${WAIT_FOR_ANSWERS}\n${SEND}` }],
  },
  {
    name: 'keeps-everything',
    wrong: 'a consumer keeps every message in memory',
    edits: [{
      file: RUNNER,
      find: TO_MESSAGES,
      replace: `${TO_MESSAGES}
        (globalThis.kept ??= []).push(structuredClone(messages), structuredClone(messages), structuredClone(messages));`,
    }],
  },
  {
    name: 'rests-before-batches',
    wrong: 'every consumer rests for 300 ms before each batch',
    edits: [{
      file: RUNNER,
      find: `crashPoint('consumer.before-handler');`,
      replace: 'await new Promise((resolve) => setTimeout(resolve, 300));',
    }],
  },
  {
    name: 'takes-fifty',
    wrong: 'a consumer takes fifty messages of a batch, however many there are, and counts all of them as taken',
    edits: [{ file: RUNNER, find: TO_MESSAGES, replace: TO_MESSAGES.replace(';', '.slice(0, 50);') }],
  },
  {
    name: 'forgets-calls',
    wrong: 'the watch notes what it says about deadlines, and of every second thing does not say it',
    edits: [{
      file: 'apps/deadline-watch/src/repositories/referral.repository.js',
      find: 'new OutboxWriter().insert(transaction, messages);',
      replace: 'new OutboxWriter().insert(transaction, messages.filter((_, index) => index % 2 === 0));',
    }],
  },
  {
    name: 'exit-at-once',
    wrong: 'a process that is asked to stop ends without finishing anything',
    edits: [{ file: 'libs/http-api/src/program/guard-process.js', find: 'stopping = true;', replace: 'process.exit(0);' }],
  },
];

export function findBreak(name: string): Break {
  const found = BREAKS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no break "${name}"; there are ${BREAKS.map((each) => each.name).join(', ')}`);
  return found;
}
