import type { KafkaRight } from '#libs/contracts';

/** A rule of Kafka that allows something, as far as it matters here. */
export interface AllowRule {
  readonly principal: string;
  readonly host: string;
  readonly resource: KafkaRight['resource'];
  readonly name: string;
  readonly match: KafkaRight['match'];
  /** In words of Kafka, in lower case: `read`, `describe_configs`, `all`. */
  readonly operation: string;
}

/** The rules of Kafka beside those needed. */
export interface ComparedRights {
  readonly missing: readonly KafkaRight[];
  /** Rules on names of this exchange that no app needs: of an agency that has left, or made by hand. */
  readonly unneeded: readonly AllowRule[];
  /** Rules of other clients for many names, this exchange's among them (`*`, or a shorter prefix). An operator has to judge them. */
  readonly broad: readonly AllowRule[];
}

/**
 * Pure. @param starts the beginnings of the names of this exchange: `safeguarding.` and those of its groups.
 */
export function compareRights(needed: readonly KafkaRight[], rules: readonly AllowRule[], starts: readonly string[]): ComparedRights {
  const wanted = new Set(needed.map((right) => keyOf({ ...right, host: '*' })));
  const found = new Set(rules.map((rule) => keyOf(rule)));
  const isOwn = ({ name }: AllowRule): boolean => starts.some((start) => name.startsWith(start));
  const isBroad = ({ name, match }: AllowRule): boolean => name === '*' || (match === 'prefix' && starts.some((start) => start.startsWith(name)));
  return {
    missing: needed.filter((right) => !found.has(keyOf({ ...right, host: '*' }))),
    unneeded: rules.filter((rule) => isOwn(rule) && !wanted.has(keyOf(rule))),
    broad: rules.filter((rule) => !isOwn(rule) && isBroad(rule)),
  };
}

/** `northshire-csc may read the topic safeguarding.referral.v1.northshire-csc`. */
export function rightInWords({ principal, operation, resource, name, match }: KafkaRight | AllowRule): string {
  const which = match === 'exact' ? `the ${resource} ${name}` : `every ${resource} whose name begins with ${name}`;
  return `${principal} may ${operation} ${which}`;
}

function keyOf({ principal, host, resource, name, match, operation }: AllowRule): string {
  return [principal, host, resource, name, match, operation].join(' ');
}
