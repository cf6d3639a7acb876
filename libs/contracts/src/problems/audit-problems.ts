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
    'The audit log knows no referral with this id.',
    'Check the id. A referral appears once its first fact has been recorded.',
  ),
  'AUD-003': problem(
    400,
    'Invalid cursor',
    'The cursor was not made by this query.',
    'Use the cursor of the last page unchanged and with the same filters, or begin again without one.',
  ),
  'AUD-004': problem(
    422,
    'The export cannot be made',
    'The export would be too large, or its format is not known.',
    'Ask for csv or jsonl, and for a shorter period.',
  ),
} as const;
