export { bankHolidayCalendar } from './calendars/bank-holiday-calendar.js';
export type { CalendarProblem, Coverage } from './calendars/calendar.js';
export { BANK_HOLIDAYS_ENGLAND_AND_WALES } from './calendars/data/bank-holidays.js';
export { hubCalendar, WEEKDAYS, type HubCalendar, type HubCalendarData } from './calendars/hub-calendar.js';
export { addDays, formatInstant, toInstant, toLocalTime } from './calendars/local-time.js';
export { schoolCalendar, type SchoolCalendar, type SchoolCalendarData, type SchoolPeriod } from './calendars/school-calendar.js';
export { ANCHOR_CORRECTED, anchorStarts, type AnchorEnd, type AnchorRecord, type AnchorStart } from './clocks/anchor-starts.js';
export { canAnswer, correctionsFrom, type ContentShown, type DeliveredChange, type KnownCorrection } from './clocks/correction-answers.js';
export {
  answersTo, chainFrom, FOLLOWED_UP, handoverOf, heldBy, isAbout, statedAfterDue, type AnswerGiven, type SharedCopy,
} from './clocks/counting-answers.js';
export { isStatedAfterDue } from './clocks/stated-after-due.js';
export { clockState, isEnded, type ClockEvent, type ClockState } from './clocks/clock-state.js';
export type { Calendars, ClockRefusal, DeadlineClock } from './clocks/clock.js';
export { ANCHOR_SOURCES, type AnchorSource } from './clocks/data/anchor-sources.js';
export { NATIONAL_RULES } from './clocks/data/national-rules.js';
export { ESCALATION_ROLES, nextEscalation, type EscalationChain, type EscalationRole } from './clocks/escalation.js';
export { HUB_RULE_IDS, HUB_RULE_OF_GRADE, hubRule, type HubLimit } from './clocks/hub-limit.js';
export { noHolderRule, type NoHolderPolicy } from './clocks/no-holder-rule.js';
export { longestClock } from './clocks/longest-clock.js';
export {
  CLOCK_RULE_IDS, type AnchorEvent, type CancelEvent, type ClockKind, type ClockRule, type ClockRuleId, type CutOffPolicy,
  type StopEvent,
} from './clocks/rule.js';
export { checkClockRules, checkCutOffPolicies, checkEscalationChains, ruleInForce, type RuleProblem } from './clocks/rules.js';
export { startClock } from './clocks/start-clock.js';
export { completionsOf } from './completions/completions-of.js';
export { foldRungs } from './ladder/fold-rungs.js';
export { judgeStatements } from './judgement/judge-statements.js';
export { MAX_STATEMENTS, StatementLimits } from './judgement/limits.js';
export { copiesIn, declinedIn, isStatementType, readStatement, type CopyOfReferral, type DeclinedRedirect } from './judgement/read-events.js';
export type { MachineStatement, StatementData } from './judgement/statement-data.js';
export { statementDigest, statementsIn, type ArrivedStatement } from './judgement/statements-in.js';
export {
  byPlace, counts, STATEMENT_MARKS, STATEMENT_REFUSALS, type Statement, type StatementMark, type StatementRefusal, type StatementVerdict,
} from './judgement/statement.js';
export { askedAbout, childrenAt, childrenSent, copiesNow, isPerChild, mustAnswer, type AskedAboutChild, type AskedAgency, type ChildrenKnown, type Departure } from './holder/asked-agency.js';
export { holderOf, holderOfChildren, timesWithoutHolder, type Holder, type TimeWithoutHolder } from './holder/holder.js';
export { declineRedirect, nextStep, recordCode, recordStep } from './ladder/next-step.js';
export { deliveredState, NOT_DELIVERED, type Answer, type LadderState, type RecordedCode, type Step } from './ladder/ladder-state.js';
export type { QualifiedCode } from './reference-data/code-set.js';
export { CODE_SETS, isEthnicityCode } from './reference-data/code-sets.js';
export { ETHNICITY_MAPPINGS } from './reference-data/data/ethnicity-mappings.js';
export { FORCE } from './reference-data/data/forces.js';
export { translate } from './reference-data/mapping.js';
export { percentOf, OUTLIER_RULE, outlierOf, type Share, type OutlierRule } from './measures/arithmetic.js';
export { measureOf, MEASURES } from './measures/data/measures.js';
export { ethnicityMarkOf } from './measures/ethnicity-mark.js';
export type { ChildCount, MeasureBasis, MeasureDefinition } from './measures/measure.js';
export { LONGEST_PERIOD_MONTHS, monthsBetween, periodOf, readPeriod, type Period } from './measures/period.js';
export { recommendationDue, recommendationState } from './recommendations/recommendation-rule.js';
export { checkReferral } from './referral/check-referral.js';
export { childNamed, episodeNamed, type NamingProblem } from './referral/named-episode.js';
export type { ReferralProblem } from './referral/problem.js';
