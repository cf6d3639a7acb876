/** `forwarding-declined` of `safeguarding.referral.forwarding-declined.v1`. */
export function shortType(type: string): string {
  return type.replace(/^safeguarding\.referral\./, '').replace(/\.v\d+$/, '');
}
