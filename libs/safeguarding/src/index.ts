export { answersTheReferral, foldRungs, type AnswerRung, type Ladder, type RungAt } from './ladder/fold-rungs.js';
export { nextStep, recordStep, type StepEffect, type StepRefusal } from './ladder/next-step.js';
export { deliveredStanding, NOT_DELIVERED, type Answer, type Standing, type Step } from './ladder/standing.js';
export { checkReferral } from './referral/check-referral.js';
export type { ReferralProblem, ReferralProblemCode } from './referral/problem.js';
