import { describe, expect, it } from '@jest/globals';

import { auditFindings, readExceptions } from './audit-findings.js';

const NOW = new Date('2026-12-01T09:00:00Z');
const advisory = { source: 1, name: 'parser', title: 'Prototype pollution', url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc', severity: 'high' };
const report = { auditReportVersion: 2, vulnerabilities: { parser: { via: [advisory] }, server: { via: ['parser'] }, other: { via: [advisory] } } };
const accepted = (until: string) => readExceptions(`exceptions:\n- {advisory: GHSA-aaaa-bbbb-cccc, package: parser, reason: not reached, until: ${until}}`);

describe('the audit of dependencies', () => {
  it('names each advisory once, however many packages depend on the affected one', () => {
    expect(auditFindings(report, [], NOW).open).toEqual([
      { advisory: 'GHSA-aaaa-bbbb-cccc', name: 'parser', severity: 'high', title: 'Prototype pollution', lapsed: false },
    ]);
  });

  it('accepts a reviewed advisory until the last day of its exception', () => {
    expect(auditFindings(report, accepted('2026-12-01'), NOW)).toMatchObject({ open: [], accepted: [{ name: 'parser' }] });
    expect(auditFindings(report, accepted('2026-11-30'), NOW)).toMatchObject({ open: [{ name: 'parser', lapsed: true }], accepted: [] });
  });

  it('names an exception that is not needed any more', () => {
    expect(auditFindings({ auditReportVersion: 2, vulnerabilities: {} }, accepted('2027-01-01'), NOW)).toMatchObject({ open: [], unused: [{ package: 'parser' }] });
  });

  it.each([[{}], [{ message: '405 Method Not Allowed', statusCode: 405 }], [{ auditReportVersion: 1, advisories: {} }], [null]])(
    'does not take %j for a clean report', (answer) => {
      expect(() => auditFindings(answer, [], NOW)).toThrow('not a report');
    });

  it.each([
    ['exceptions: [{advisory: GHSA-aaaa-bbbb-cccc, package: parser, until: 2027-01-01}]'], ['exceptions: [{advisory: some, package: parser, reason: r, until: 2027-01-01}]'],
    ['exceptions: [{advisory: GHSA-aaaa-bbbb-cccc, package: parser, reason: r, until: never}]'], ['exceptions: [{advisory: GHSA-aaaa-bbbb-cccc, package: p, reason: r, until: 2027-01-01, by: me}]'], ['{}'], [''],
  ])('refuses the list %s', (yaml) => {
    expect(() => readExceptions(yaml)).toThrow(/exception 1 needs|no list/);
  });
});
