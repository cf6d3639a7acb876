export { auditUpdateLines, changeStatusLines, gradeSentence, inboxUpdateLines, type GradingFacts } from './changes.js';
export { callSentence, clockLines, clockName, clockState, ruleName, type CallFacts, type ClockFacts } from './clocks.js';
export { DECLINED, HOLDER_TEXTS, inWords, MILESTONE_TEXTS, RUNG_STATES, textOf } from './codes.js';
export { eventSentence, type EventSentence, type EventFacts } from './events.js';
export { AWAITED_TEXTS, holderSentence, silenceSentence } from './holder.js';
export { rungPhrase } from './rungs.js';
export { aboutChild, childNamed } from './subject.js';
export { between, isInstant, LONDON_TIMES, readableAge, readableDuration, UTC_TIMES, type Times } from './times.js';
export { notCountedSentence, statementNoun, verdictText } from './verdicts.js';
