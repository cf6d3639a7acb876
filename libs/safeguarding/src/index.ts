export {
  bankHolidayCalendar,
  isWorkingDay,
  workingDayAfter,
  type BankHolidayCalendar,
  type BankHolidayData,
} from './calendars/bank-holiday-calendar.js';
export type { CalendarProblem, CalendarProblemCode, Coverage, OutsideCoverage } from './calendars/calendar.js';
export { BANK_HOLIDAYS_ENGLAND_AND_WALES } from './calendars/data/bank-holidays.js';
export {
  hubCalendar,
  WEEKDAYS,
  type HubCalendar,
  type HubCalendarData,
  type OpeningHours,
  type Weekday,
} from './calendars/hub-calendar.js';
export {
  addDays,
  formatDate,
  formatInstant,
  isLocalDate,
  toInstant,
  toLocalTime,
  type LocalDate,
  type LocalTime,
} from './calendars/local-time.js';
export {
  nextSchoolDay,
  schoolCalendar,
  type SchoolCalendar,
  type SchoolCalendarData,
  type SchoolPeriod,
} from './calendars/school-calendar.js';
export { clockState, type ClockEvent, type ClockState } from './clocks/clock-state.js';
export {
  noticeRecipient,
  type Calendars,
  type ClockRefusal,
  type ClockWarning,
  type DeadlineClock,
  type SchoolPlace,
} from './clocks/clock.js';
export { NATIONAL_RULES } from './clocks/data/national-rules.js';
export {
  ESCALATION_ROLES,
  nextEscalation,
  type DueEscalation,
  type EscalationChain,
  type EscalationRole,
  type EscalationState,
  type EscalationStep,
} from './clocks/escalation.js';
export { HUB_RULE_IDS, HUB_RULE_OF_GRADE, hubRule, type HubLimit, type HubRuleId } from './clocks/hub-limit.js';
export { longestClock, type LongestClock } from './clocks/longest-clock.js';
export {
  CLOCK_RULE_IDS,
  type AnchorEvent,
  type Authority,
  type CancelEvent,
  type ClockKind,
  type ClockRule,
  type ClockRuleId,
  type CutOffPolicy,
  type StopEvent,
} from './clocks/rule.js';
export {
  checkClockRules,
  checkCutOffPolicies,
  checkEscalationChains,
  ruleInForce,
  type RuleProblem,
  type RuleProblemCode,
} from './clocks/rules.js';
export { startClock } from './clocks/start-clock.js';
export { completionsOf } from './completions/completions-of.js';
export type { CompletionRule } from './completions/completion-rule.js';
export { COMPLETION_RULES } from './completions/data/completion-rules.js';
export { checkForceCode, type PoliceForce } from './identifiers/force-code.js';
export type { IdentifierProblem } from './identifiers/identifier.js';
export { checkNhsNumber } from './identifiers/nhs-number.js';
export { checkPncId } from './identifiers/pnc-id.js';
export { checkUpn, type UniquePupilNumber } from './identifiers/upn.js';
export { checkUprn } from './identifiers/uprn.js';
export { answersTheReferral, foldRungs, type AnswerRung, type Ladder, type RungAt } from './ladder/fold-rungs.js';
export { nextStep, recordStep, type StepEffect, type StepRefusal } from './ladder/next-step.js';
export { deliveredStanding, NOT_DELIVERED, type Answer, type Standing, type Step } from './ladder/standing.js';
export type { CodeEntry, CodeSet, QualifiedCode } from './reference-data/code-set.js';
export { CODE_SETS, codeSetOn } from './reference-data/code-sets.js';
export { ASSESSMENT_FACTOR, HARM, PRIMARY_NEED } from './reference-data/data/census.js';
export {
  ETHNICITY_16_TO_18,
  ETHNICITY_18_TO_16,
  ETHNICITY_18_TO_DFE,
  ETHNICITY_18_TO_NHS,
  ETHNICITY_DFE_TO_18,
  ETHNICITY_MAPPINGS,
  ETHNICITY_NHS_TO_18,
} from './reference-data/data/ethnicity-mappings.js';
export {
  ETHNICITY_16_PLUS_1,
  ETHNICITY_18_PLUS_1,
  ETHNICITY_DFE,
  ETHNICITY_NHS,
  ETHNICITY_NOT_STATED_REASON,
  ETHNICITY_PERCEIVED,
} from './reference-data/data/ethnicity.js';
export {
  CONCERN_TYPE,
  DECISION,
  FEEDBACK_OUTCOME,
  FLAG,
  MISSING_RISK_LEVEL,
  REDIRECTION_REASON,
  REFUSAL_REASON,
  RISK_GRADE,
  WHERE_CHILD_SEEN,
} from './reference-data/data/exchange.js';
export { FORCE } from './reference-data/data/forces.js';
export { judgeStatements, MAX_STATEMENTS } from './judgement/judge-statements.js';
export { copiesIn, isStatementType, readStatement, type ArrivedStatement, type CopyOfReferral, type StatementData } from './judgement/read-events.js';
export {
  STATEMENT_MARKS, STATEMENT_REFUSALS, type KnownCopy, type Statement, type StatementMark, type StatementRefusal, type StatementVerdict,
} from './judgement/statement.js';
export { lookUpCode, type CodeRefusal, type CodeRefusalCode } from './reference-data/look-up.js';
export {
  qualify,
  translate,
  type CodeMapping,
  type MappingEntry,
  type Translation,
  type TranslationRefusal,
} from './reference-data/mapping.js';
export { percentOf, STANDS_OUT, standsOut, type Share, type StandingOut, type StandOutRule } from './measures/arithmetic.js';
export { PLAUSIBLE_STATEMENTS } from './measures/data/ethnicity-recording.js';
export { measureOf, MEASURES } from './measures/data/measures.js';
export { ethnicityMarkOf } from './measures/ethnicity-mark.js';
export type { ChildCount, MeasureBasis, MeasureDefinition } from './measures/measure.js';
export { LONGEST_PERIOD_MONTHS, monthsBetween, periodOf, readPeriod, type Period, type PeriodProblem } from './measures/period.js';
export {
  RECOMMENDATION_RULES,
  recommendationDue,
  recommendationState,
  type RecommendationDue,
  type RecommendationRule,
} from './recommendations/recommendation-rule.js';
export { checkReferral } from './referral/check-referral.js';
export type { ReferralProblem, ReferralProblemCode } from './referral/problem.js';
export type { Confidence, Source, VersionedReference } from './source.js';
