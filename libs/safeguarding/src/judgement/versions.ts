/** The parts of the rule that a version fixes. */
export interface JudgementVersion {
  readonly version: number;
  /** First time of storage, by the broker, at which the version applies. A version starts only after every reader has it. */
  readonly from: string;
  /** How far a claimed time may lie before its cause or after its storage, because clocks differ; milliseconds. */
  readonly toleranceMs: number;
  /**
   * How long before its copy an agency's work may have been done, milliseconds. A return interview or a strategy discussion can come before the
   * referral, because the agency may have known of the child from elsewhere. A time that lies further back is taken for a slip of the pen.
   */
  readonly earlierWorkMs: number;
}

/** In the order of their times. A version never changes once it has begun, so that a rebuild reaches the same verdicts years later. */
const VERSIONS: readonly [JudgementVersion, ...JudgementVersion[]] = [{ version: 1, from: '2026-01-01T00:00:00.000Z', toleranceMs: 5 * 60_000, earlierWorkMs: 366 * 86_400_000 }];

/** The version that judges a statement which the broker stored at `storedAt`. The first version judges all that came before it. */
export function judgementVersionAt(storedAt: string): JudgementVersion {
  return VERSIONS.findLast(({ from }) => from <= storedAt) ?? VERSIONS[0];
}
