/** The agencies that the example referral goes to; every variant sends it to these four. */
export const AGENCIES = ['northshire-csc', 'northshire-icb', 'hilltop-school', 'northshire-probation'] as const;

/** One receipt of one agency in the audit log. */
export interface Receipt {
  readonly referralId: string;
  readonly agency: string;
  /** When its transaction committed, in milliseconds since 1970 by the same machine's clock as the load process. */
  readonly committedAt: number;
}

/** One topic to each agency and one back, as the exchange has them. */
export function topicsOf(prefix: string) {
  return {
    referral: (agency: string): string => `${prefix}.referral.${agency}`,
    acknowledgement: (agency: string): string => `${prefix}.acknowledgement.${agency}`,
  };
}
