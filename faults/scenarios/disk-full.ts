import { join } from 'node:path';

import type { Ledger } from '../load/submissions.js';
import { SmallDisk, smallDiskProblem } from '../environment/small-disk.js';
import type { Environment } from '../environment/environment.js';
import { acceptFigures, pause, untilArrived, startEnvironment, type Context, type Outcome, type Scenario } from './scenario.js';
import { statusCounts, underSteadyLoad } from './steady-load.js';

export const databaseDiskFull: Scenario = {
  name: 'disk-full-database',
  aim: 'disk of the database full: refused or waiting, clear health, 0 lost after space returns',
  control: 'ack-before-commit',
  impossible: smallDiskProblem,
  run: async (context) => {
    const disk = mountDisk(context, 500);
    const environment = await startEnvironment(context, { postgresFolder: join(disk.path, 'postgres') });
    let health = 'none';
    return withFullDisk(context, environment, disk, {
      whileFull: async () => {
        health = await healthOf(environment);
      },
      recover: async () => {
        // PostgreSQL ends itself when its log cannot grow; who watches over it starts it again.
        await environment.postgres.crash();
        await environment.postgres.start();
      },
      judge: () => (health === 'unavailable' || health === 'degraded' ? [] : [`the publisher's health was "${health}"`]),
      figures: () => ({ 'health while full': health }),
    });
  },
};

export const brokerDiskFull: Scenario = {
  name: 'disk-full-broker',
  aim: 'disk of the broker full: accepted all the same, clear health, 0 lost after space returns',
  control: 'acks-none',
  impossible: smallDiskProblem,
  run: async (context) => {
    const disk = mountDisk(context, 500);
    const environment = await startEnvironment(context, { kafkaFolder: join(disk.path, 'kafka') });
    const [broker] = environment.kafka.nodes;
    let health = 'none';
    let refused = 0;
    return withFullDisk(context, environment, disk, {
      whileFull: async (ledger) => {
        health = await healthOf(environment);
        refused = ledger.submissions.filter(({ statuses }) => statuses.some((status) => status !== 202)).length;
      },
      recover: async () => {
        // A broker whose disk failed has ended itself, or no longer writes: it takes a restart.
        if (broker?.running === true) await broker.stop();
        const started = await broker?.start();
        if (started?.ok === false) throw new Error(started.error.message);
      },
      judge: () => [
        ...(refused > 0 ? [`${refused} referrals were not accepted at once while the broker's disk was full`] : []),
        ...(health === 'degraded' ? [] : [`the publisher's health was "${health}"`]),
      ],
      figures: () => ({ 'health while full': health }),
    });
  },
};

interface Plan {
  readonly whileFull: (ledger: Ledger) => Promise<void>;
  readonly recover: () => Promise<void>;
  readonly judge: () => readonly string[];
  readonly figures: () => Readonly<Record<string, string>>;
}

async function withFullDisk(context: Context, environment: Environment, disk: SmallDisk, plan: Plan): Promise<Outcome> {
  const ledger = await underSteadyLoad(environment, async (promises) => {
    await pause(5_000);
    disk.fill();
    context.progress(`the disk is full (${disk.freeBytes} bytes free)`);
    // What was reserved in files before goes on for a while; the ballast takes whatever is freed.
    for (let second = 0; second < (context.options.quick ? 20 : 40); second += 1) {
      await pause(1_000);
      disk.fill();
    }
    await plan.whileFull(promises);
    disk.giveBack();
    context.progress('the disk has space again');
    await plan.recover();
    await pause(8_000);
  }, { perSecond: 20 });
  context.progress('waiting for everything to arrive');
  const findings = await untilArrived(context, environment, ledger, 120_000);
  const abandoned = ledger.submissions.filter((each) => each.abandoned === true).length;
  return {
    runs: 1,
    findings,
    failures: [...plan.judge(), ...(abandoned > 0 ? [`${abandoned} referrals were never accepted although the space came back`] : [])],
    figures: { ...acceptFigures(ledger), ...statusCounts(ledger), ...plan.figures() },
  };
}

function mountDisk({ folder, cleanUp }: Context, megabytes: number): SmallDisk {
  const disk = SmallDisk.mount(join(folder, 'disk'), megabytes);
  cleanUp(() => Promise.resolve(disk.unmount()));
  return disk;
}

async function healthOf(environment: Environment): Promise<string> {
  try {
    const response = await fetch(`${environment.app('publisher').url}/health/ready`, { signal: AbortSignal.timeout(5_000) });
    return String(((await response.json()) as { readonly status?: unknown }).status);
  } catch {
    return 'no answer';
  }
}
