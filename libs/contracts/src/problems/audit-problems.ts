import { problem } from './problem-definition.js';

/** Problems of the audit. */
export const AUDIT_PROBLEMS = {
  'AUD-001': problem(
    400,
    'The query is not bounded',
    'The query asks for the whole log.',
    'Give a referral, or a period of limited length.',
  ),
  'AUD-002': problem(
    404,
    'Referral not found',
    'The audit log has no referral with this id.',
    'Check the id. A referral appears once its first fact has been recorded.',
  ),
  'AUD-005': problem(
    404,
    'Measure not found',
    'The exchange has no measure with this id.',
    'Ask for the list of measures, and use one of its ids.',
  ),
  'AUD-006': problem(
    400,
    'The period cannot be measured',
    'The period is malformed, ends before it begins, is too long, or was given to a measure of the present moment.',
    'Give from and to as days (2026-05-22) or months (2026-05), both included; a measure of the present moment takes neither.',
  ),
  'AUD-007': problem(
    400,
    'The measure does not have this dimension',
    'The measure does not have this dimension, so it can be neither filtered nor grouped by it.',
    'Use the dimensions that the list of measures gives for it.',
  ),
  'AUD-008': problem(
    403,
    'Record of another organisation',
    'A force sees the record of its own referrals and its own measures, an agency its own; only auditors see those of others.',
    'Leave the filter out or name your own organisation. A measure without the dimension agency is for forces and auditors.',
  ),
  'AUD-009': problem(
    404,
    'Recommendation not found',
    'No action plan of the partnership has a recommendation with this id that you may see.',
    'Ask for the list of recommendations, and use one of its ids.',
  ),
  'AUD-010': problem(
    403,
    'Not open to this organisation',
    'The audit shows this to the auditors of the partnership, and to the forces and agencies that it is about. The partnership file names this organisation as none that may read it.',
    'Check the organisation in your token, and who may read this in docs/authorisation.md. The partnership adds an auditor to the list auditors of its file.',
  ),
  'AUD-011': problem(
    404,
    'Manifest not found',
    'No whole export of this id is on record for you: it was interrupted, still runs, was made by another organisation, or never existed.',
    'Check the id. A file without a manifest is not evidence: ask for the export again.',
  ),
} as const;
