import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { timelyReferral } from '#libs/testing';

import type { Arena, Target } from '../contestants/contestant.js';
import { repositoryRoot, runProgram } from '../contestants/processes.js';
import type { LoadPlan, LoadReport } from './plan.js';

const EXAMPLE = JSON.parse(readFileSync(join(repositoryRoot(), 'docs', 'examples', 'referral.json'), 'utf8')) as object;
let phases = 0;

/** Runs one phase of load in a process of its own, to its end. */
export async function runLoad(arena: Arena, target: Target, phase: Omit<LoadPlan, 'url' | 'headers' | 'template' | 'prefix'>): Promise<LoadReport> {
  phases += 1;
  const planFile = join(arena.folder, `load-${phases}.json`);
  const reportFile = join(arena.folder, `load-${phases}-report.json`);
  const plan: LoadPlan = { ...target, ...phase, template: template(), prefix: `NP-BENCH-${phases}` };
  writeFileSync(planFile, JSON.stringify(plan));
  try {
    await runProgram(arena, { name: `load ${phases}`, program: 'bench/load/generator.js', args: [planFile, reportFile], environment: {} });
    return JSON.parse(readFileSync(reportFile, 'utf8')) as LoadReport;
  } finally {
    rmSync(planFile, { force: true });
    rmSync(reportFile, { force: true });
  }
}

function template(): string {
  return JSON.stringify({ ...timelyReferral(EXAMPLE, new Date()), caseReference: '@CASE@' });
}
