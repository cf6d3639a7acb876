/** A fault of the rules, calendars or contacts that clocks are worked out with. */
export interface PolicyProblem {
  /** Where it is: `agencies/0/hubHours`, `hub-hours/northshire-csc/week/monday/1`. */
  readonly at: string;
  readonly message: string;
}
