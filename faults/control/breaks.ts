/** A change of a compiled file: the text to find occurs exactly once. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A way to break the product on purpose, in a copy of the compiled code. */
export interface Break {
  readonly name: string;
  /** A sentence about the broken product. */
  readonly wrong: string;
  readonly edits: readonly Edit[];
}

const ACCEPT = 'libs/kernel/src/shared-commit.js';
const RELAY = 'libs/persistence/src/outbox/relay.js';
const JUDGEMENT = 'libs/safeguarding/src/judgement/judge-statements.js';
const RUNNER = 'libs/messaging/src/consumer/batch-runner.js';
const POOL = 'libs/messaging/src/publisher/producer-pool.js';
const SEND = 'const outcomes = await this.publisher.publish(rows);';

const TO_MESSAGES = 'const messages = chunk.map((message) => toIncomingMessage(topic, partition, message));';

/** Waits until every agency has delivered every message to it, as a relay would that depends on its receivers. */
const WAIT_FOR_ANSWERS = `while (this.database.schema === 'referral_publisher' && !this.stopping && (await session.session.run({ name: 'unanswered',
  text: "SELECT 1 FROM recipient n WHERE published_at < now() - interval '1 second' AND NOT EXISTS (SELECT 1 FROM statement r WHERE r.referral_id = n.referral_id AND r.agency = n.agency) LIMIT 1" })).rows.length > 0)
  await new Promise((resolve) => setTimeout(resolve, 200));`;

function broken(name: string, wrong: string, ...edits: readonly Edit[]): Break {
  return { name, wrong, edits };
}

/** Each has to make a scenario red, because a scenario that stays green under its break proves nothing. */
export const BREAKS: readonly Break[] = [
  broken('ack-before-commit', 'the publisher answers 202 a moment before it commits', {
    file: ACCEPT,
    find: 'const results = await this.options.commit(batch.map((item) => item.entry));',
    replace: `if (batch[0].entry.idempotencyKey !== undefined) {
          batch.forEach((item) => item.resolve('stored'));
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const results = await this.options.commit(batch.map((item) => item.entry));`,
  }),
  broken('mark-before-send', 'the relay deletes outbox rows before Kafka has them', {
    file: RELAY, find: SEND, replace: `await session.delete(rows.map(({ seq }) => seq));\n${SEND}`,
  }),
  broken('no-dedupe', 'a message that was received before counts as new', {
    file: 'libs/intake/src/inbox.js',
    find: `return [id, known.get(id) === digest ? 'duplicate' : 'conflicting'];`,
    replace: `return [id, 'new'];`,
  }),
  broken('offset-before-effect', 'a batch is committed to Kafka before it is stored', {
    file: RUNNER,
    find: 'if (!(await this.handled(payload, chunk)))',
    replace: 'payload.resolveOffset(last.offset);\nawait this.offsets.resolved(payload);\nawait this.offsets.flush();\nif (!(await this.handled(payload, chunk)))',
  }),
  broken('acks-none', 'a message counts as sent when it has left the process',
    { file: POOL, find: 'acks: DURABILITY.acks', replace: 'acks: 0' },
    { file: 'libs/messaging/src/publisher/producer-client.js', find: 'idempotent: true', replace: 'idempotent: false' },
    { file: POOL, find: 'return this.options.confirm(topic, partition, answer);', replace: 'return success(0n);' }),
  broken('no-order', 'the relay sends the newest of a batch first', {
    file: RELAY, find: 'const rows = await this.markAndRead(session, began);', replace: 'const rows = (await this.markAndRead(session, began)).toReversed();',
  }),
  broken('keys-ignored', 'a request that is sent again under its idempotency key is a new referral', {
    file: 'apps/referral-publisher/src/submit-referral/submit-referral.use-case.js',
    find: `crashPoint('publisher.before-queue');`,
    replace: `prepared.value.idempotencyKey = globalThis.crypto.randomUUID();`,
  }),
  broken('receipt-forgotten', "a person's step is stored without its receipt", {
    file: 'apps/agency-node/src/ladder/take-step.js',
    find: 'this.outbox.insert(transaction, [receipt]);',
    replace: '',
  }),
  broken('poison-blocks', 'a batch with a message that cannot be stored is tried again for ever', {
    file: 'libs/intake/src/batched-intake.js', find: 'if (!isDataError(error) || first === undefined)', replace: 'if (first !== null)',
  }),
  broken('no-shedding', 'the queue of the publisher has no limit, neither of number nor of time', {
    file: ACCEPT, find: "return { code: 'queue-full'", replace: "return undefined && { code: 'queue-full'",
  }),
  broken('waits-for-answers', 'the relay sends on only when every agency has delivered all messages to it', {
    file: RELAY, find: SEND, replace: `${WAIT_FOR_ANSWERS}\n${SEND}`,
  }),
  broken('keeps-everything', 'a consumer keeps every message in memory', {
    file: RUNNER,
    find: TO_MESSAGES,
    replace: `${TO_MESSAGES}
        (globalThis.kept ??= []).push(structuredClone(messages), structuredClone(messages), structuredClone(messages));`,
  }),
  broken('rests-before-batches', 'every consumer rests for 300 ms before each batch', {
    file: RUNNER,
    find: `crashPoint('consumer.before-handler');`,
    replace: 'await new Promise((resolve) => setTimeout(resolve, 300));',
  }),
  broken('takes-fifty', 'a consumer takes fifty messages of a batch, however many there are, and counts all of them as taken', {
    file: RUNNER, find: TO_MESSAGES, replace: TO_MESSAGES.replace(';', '.slice(0, 50);'),
  }),
  broken('forgets-calls', 'the watch stores every notice about deadlines and publishes only every second one', {
    file: 'apps/deadline-watch/src/repositories/referral.repository.js',
    find: 'new OutboxWriter().insert(transaction, messages);',
    replace: 'new OutboxWriter().insert(transaction, messages.filter((_, index) => index % 2 === 0));',
  }),
  broken('no-digest-check', 'a statement with a wrong digest counts', {
    file: JUDGEMENT, find: "if (copy.envelopeDigest !== statement.envelopeDigest)", replace: 'if (copy === null)',
  }),
  broken('no-partition-check', 'a statement in a wrong partition counts', {
    file: JUDGEMENT, find: 'if (copy.partition !== statement.place.partition)', replace: 'if (copy === null)',
  }),
  broken('no-ladder', 'a statement counts without the rung that it needs', {
    file: JUDGEMENT, find: "return { verdict: 'waiting', missing: outcome.missing };", replace: "return taken(statement, copy, { cause: copy.sentAt, effect: 'new' });",
  }),
  broken('no-time-check', 'the claimed time of a statement counts, however impossible it is', {
    file: JUDGEMENT, find: 'if (claimed > Date.parse(storedAt) + toleranceMs)', replace: 'if (claimed === null)',
  }),
  broken('no-referral-lock', 'the recorder judges facts and statements of one referral at once', {
    file: 'apps/audit-recorder/src/record-events/record-events.js', find: 'await lockReferrals(transaction, [...new Set([...referralsOfFacts(facts), ...referralsOf(NO_FACTS, statements)])]);', replace: '',
  }),
  broken('exit-at-once', 'a process that is asked to stop ends without finishing anything', {
    file: 'libs/http-api/src/program/guard-process.js', find: 'stopping = true;', replace: 'process.exit(0);',
  }),
];

export function findBreak(name: string): Break {
  const found = BREAKS.find((each) => each.name === name);
  if (found === undefined) throw new Error(`there is no break "${name}"; there are ${BREAKS.map((each) => each.name).join(', ')}`);
  return found;
}
