import type { AuditClock } from '#libs/contracts';

/** Whether the audit has the clock of a due time already, at one of these agencies. It writes the start with more decimals than a due time has. */
export function isRecorded(
  clocks: readonly AuditClock[], agencies: readonly string[], { rule, anchorAt }: { readonly rule: string; readonly anchorAt: string },
): boolean {
  return clocks.some((clock) => agencies.includes(clock.agency) && clock.rule === rule && Date.parse(clock.anchorAt) === Date.parse(anchorAt));
}
