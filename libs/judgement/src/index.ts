export type { JudgedStatement, VerdictChange } from './judged-statement.js';
export { COPY_WAIT_MS, notCounted, type NotCountedCount } from './not-counted.js';
export { statementRow, verdictRow } from './rows.js';
export { isStatementEvent, referralsOf, repeatedEvents, StatementJudge, type StatementJudgeOptions } from './statement-judge.js';
export { copyTable, sentCopyTable, SENT_COPY_GRANTS, STATEMENT_GRANTS, statementTable } from './tables.js';
