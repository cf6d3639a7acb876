export { RECEIPT_RUNGS, RUNGS, type ReceiptRung, type Rung } from './events/ladder.js';
export type { IncomingMessage, MessageBatch, MessagePublisher, OutgoingMessage, PublishOutcome } from './transport/message.js';
export { Topics, type TopicDefinition } from './transport/topics.js';
