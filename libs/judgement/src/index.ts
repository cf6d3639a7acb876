export type { JudgedStatement, VerdictChange } from './judged-statement.js';
export { knownFactsIn, NO_FACTS, type JudgementFacts } from './known-facts.js';
export { COPY_WAIT_MS, notCounted, type NotCountedCount } from './not-counted.js';
export { statementRow, verdictRow } from './rows.js';
export { isStatementEvent, referralsOf, repeatedEvents, StatementJudge, type StatementJudgeOptions } from './statement-judge.js';
export { copyTable, KNOWN_FACT_GRANTS, knownFactTables, STATEMENT_GRANTS, statementTable } from './tables.js';
