import { parse } from 'yaml';

/** A reviewed advisory. */
export interface AuditException {
  readonly advisory: string;
  readonly package: string;
  readonly reason: string;
  /** The last day on which it counts, `2027-03-31`. */
  readonly until: string;
}

export interface Finding {
  /** `GHSA-…` */
  readonly advisory: string;
  readonly name: string;
  readonly severity: string;
  readonly title: string;
  /** True where an exception exists whose last day has passed. */
  readonly lapsed: boolean;
}

interface Findings {
  readonly open: readonly Finding[];
  readonly accepted: readonly Finding[];
  /** Exceptions whose advisory is in the report no more. */
  readonly unused: readonly AuditException[];
}

interface Advisory {
  readonly name: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
}

const ADVISORY = /GHSA(?:-[a-z0-9]{4}){3}/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const KEYS = ['advisory', 'package', 'reason', 'until'] as const;

/** @throws Error that names the first entry without an advisory, a package, a reason or a last day, or with another key. */
export function readExceptions(yaml: string): readonly AuditException[] {
  const { exceptions } = (parse(yaml, { schema: 'failsafe' }) ?? {}) as { readonly exceptions?: unknown };
  if (!Array.isArray(exceptions)) throw new Error('the list of exceptions has no list "exceptions"');
  return exceptions.map((entry: unknown, index) => {
    const fields = (entry ?? {}) as Readonly<Record<string, unknown>>;
    const isWhole = Object.keys(fields).length === KEYS.length && KEYS.every((key) => typeof fields[key] === 'string' && fields[key] !== '');
    if (!isWhole || !ADVISORY.test(String(fields['advisory'])) || !DAY.test(String(fields['until']))) {
      throw new Error(`exception ${index + 1} needs ${KEYS.join(', ')} and nothing else, with an id such as GHSA-xxxx-xxxx-xxxx and a day such as 2027-03-31`);
    }
    return fields as unknown as AuditException;
  });
}

/**
 * @param report the output of `npm audit --json`, version 2.
 * @throws Error for any other report, because an answer without advisories would read as a clean one.
 */
export function auditFindings(report: unknown, exceptions: readonly AuditException[], now: Date): Findings {
  const found = advisoriesIn(report);
  const today = now.toISOString().slice(0, 10);
  const open: Finding[] = [];
  const accepted: Finding[] = [];
  for (const { name, severity, title, url } of found.values()) {
    const advisory = ADVISORY.exec(url)?.[0] ?? url;
    const exception = exceptions.find((each) => each.advisory === advisory && each.package === name);
    const finding = { advisory, name, severity, title, lapsed: exception !== undefined && exception.until < today };
    (exception === undefined || finding.lapsed ? open : accepted).push(finding);
  }
  const unused = exceptions.filter((each) => ![...open, ...accepted].some(({ advisory, name }) => advisory === each.advisory && name === each.package));
  return { open, accepted, unused };
}

/** Each advisory once. npm lists it under every package that depends on the affected one. */
function advisoriesIn(report: unknown): ReadonlyMap<string, Advisory> {
  const { auditReportVersion, vulnerabilities } = (report ?? {}) as { readonly auditReportVersion?: unknown; readonly vulnerabilities?: unknown };
  if (auditReportVersion !== 2 || typeof vulnerabilities !== 'object' || vulnerabilities === null) throw new Error('the answer is not a report of npm audit, version 2');
  const via = Object.values(vulnerabilities).flatMap((each: { readonly via?: readonly (Advisory | string)[] }) => each.via ?? []);
  return new Map(via.filter((each) => typeof each !== 'string').map((each) => [`${each.url} ${each.name}`, each]));
}
