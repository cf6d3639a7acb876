import type { Source } from '../../source.js';

/** The self-defined code for an ethnicity that was not stated. */
export const NOT_STATED = 'NS';
/** Perceived codes for an ethnicity that could not be perceived. */
export const PERCEIVED_UNKNOWN: readonly string[] = ['IC0', 'IC9'];

interface PlausibleStatements {
  readonly id: string;
  readonly version: number;
  readonly source: Source;
  /** Self-defined 18+1 codes that do not contradict a perceived code. A perceived code without a row contradicts nothing. */
  readonly perceived: Readonly<Record<string, readonly string[]>>;
}

/** These contradict no perceived code: a person of mixed or any other background may be perceived in any way. */
const ANYONE = ['M1', 'M2', 'M3', 'M9', 'O9'];
const WHITE = ['W1', 'W2', 'W3', 'W9'];

/**
 * The self-defined codes that fit each perceived code. The table is broad on purpose: a contradiction is worth a question to
 * the person who recorded it, and does not prove that either code is wrong. The person's own statement always takes precedence.
 */
export const PLAUSIBLE_STATEMENTS: PlausibleStatements = {
  id: 'measures/perceived-against-stated',
  version: 1,
  source: { title: 'Exchange policy: broad groups of police identity codes against self-defined 18+1 codes', confidence: 'general' },
  perceived: {
    IC1: [...WHITE, ...ANYONE],
    IC2: [...WHITE, 'O2', ...ANYONE],
    IC3: ['B1', 'B2', 'B9', ...ANYONE],
    IC4: ['A1', 'A2', 'A3', 'A9', ...ANYONE],
    IC5: ['A4', 'A9', ...ANYONE],
    IC6: ['O2', 'W9', 'B2', 'A9', ...ANYONE],
  },
};
