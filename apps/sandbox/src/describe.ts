import type { Partnership } from '#libs/agreements';
import { APPS, type AppId } from '#libs/contracts';
import type { DemoIdentity, SandboxControl, SandboxFile } from '#libs/local-services';

import type { SandboxPlan } from './plan.js';
import type { SupervisedApp } from './processes.js';

export interface SandboxDescription {
  readonly dataDir: string;
  readonly logDir: string;
  readonly portBase: number;
  readonly startedAt: string;
  readonly partnershipFile: string;
  readonly ready: boolean;
  readonly partnership: Partnership;
  readonly plan: SandboxPlan;
  readonly issuer: SupervisedApp | undefined;
  readonly apps: readonly SupervisedApp[];
  readonly serverPids: Readonly<Record<string, number>>;
  readonly stopped: readonly string[];
  readonly control: SandboxControl;
}

/** Staff references of the demo, opaque as real ones are. */
const PRACTITIONER: Readonly<Record<string, string>> = {
  'childrens-social-care': 'sw-0142',
  health: 'hv-0307',
  school: 'dsl-0021',
  probation: 'pp-0815',
};

/** Of an agency's own operators, who look after the dead letters of its node. */
const AGENCY_OPERATOR = 'ops-0100';

/** The demo identities of the partnership: one person for each organisation, and an operator for each agency. The first one of an organisation is its usual caller. */
export function demoIdentities(partnership: Partnership, urlOf: (id: string) => string): readonly DemoIdentity[] {
  return [
    ...partnership.forces.map(({ id }): DemoIdentity => ({ role: 'police', organisation: id, person: 'pc-2041', url: urlOf('publisher' satisfies AppId) })),
    ...partnership.agencies.map(({ id, kind }): DemoIdentity => ({
      role: 'practitioner',
      organisation: id,
      person: PRACTITIONER[kind] ?? 'staff-0001',
      url: urlOf(id),
    })),
    ...partnership.auditors.map(({ id }): DemoIdentity => ({ role: 'auditor', organisation: id, person: 'insp-0007', url: urlOf('portal' satisfies AppId) })),
    ...partnership.operators.map(({ id }): DemoIdentity => ({ role: 'operator', organisation: id, person: 'ops-0031', url: urlOf('recorder' satisfies AppId) })),
    ...partnership.agencies.map(({ id }): DemoIdentity => ({ role: 'operator', organisation: id, person: AGENCY_OPERATOR, url: urlOf(id) })),
  ];
}

export function describeSandbox(sandbox: SandboxDescription): SandboxFile {
  const { partnership, plan, issuer, apps, serverPids } = sandbox;
  const urlOf = (id: string): string => plan.apps.find((app) => app.id === id)?.url ?? '';
  const appPids = [...(issuer === undefined ? [] : [issuer]), ...apps].flatMap(({ plan: { name }, pid }) => (pid === undefined ? [] : [[name, pid] as const]));
  return {
    version: 1,
    pid: process.pid,
    startedAt: sandbox.startedAt,
    ready: sandbox.ready,
    dataDir: sandbox.dataDir,
    portBase: sandbox.portBase,
    urls: Object.fromEntries(APPS.filter(({ isPerAgency }) => !isPerAgency).map(({ id }) => [id, urlOf(id)])),
    agencies: Object.fromEntries(partnership.agencies.map(({ id, name, kind }) => [id, { name, kind, url: urlOf(id) }])),
    identities: demoIdentities(partnership, urlOf),
    issuer: { url: plan.issuer.url },
    kafka: { ...plan.kafka, topicPrefix: plan.topicPrefix },
    database: { adminUrl: plan.adminUrl },
    partnershipFile: sandbox.partnershipFile,
    environments: Object.fromEntries([...plan.apps, plan.issuer].map((app) => [app.name, { ...app.environment, ...app.migration }])),
    pids: { ...serverPids, ...Object.fromEntries(appPids) },
    logs: sandbox.logDir,
    stopped: sandbox.stopped,
    control: sandbox.control,
  };
}
