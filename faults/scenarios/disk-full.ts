import { join } from 'node:path';

import { must, healthOf } from '../../harness/environment/program.js';
import type { Environment } from '../environment/environment.js';
import { SmallDisk, smallDiskProblem } from '../environment/small-disk.js';
import { abandonedFailures, breakUnderLoad, failuresIf, pause, startEnvironment, type Context, type Outcome, type Scenario } from './scenario.js';

const DISK_MB = 500;

export const databaseDiskFull: Scenario = {
  name: 'disk-full-database',
  aim: 'disk of the database full: refused or waiting, clear health, 0 lost after space returns',
  control: 'ack-before-commit',
  impossible: smallDiskProblem,
  run: (context) => withFullDisk(context, 'postgres', {
    // PostgreSQL ends itself when its log cannot grow, and its supervisor starts it again.
    recover: async ({ postgres, exchange }) => {
      exchange.history.note('PostgreSQL', 'was killed');
      await postgres.crash();
      await postgres.start();
    },
    judge: (health) => failuresIf([health !== 'unavailable' && health !== 'degraded', `the publisher's health was "${health}"`]),
  }),
};

export const brokerDiskFull: Scenario = {
  name: 'disk-full-broker',
  aim: 'disk of the broker full: accepted all the same, clear health, 0 lost after space returns',
  control: 'acks-none',
  impossible: smallDiskProblem,
  run: (context) => withFullDisk(context, 'kafka', {
    // A broker whose disk failed has ended itself, or no longer writes, so it takes a restart.
    recover: async ({ kafka }) => {
      for (const broker of kafka.nodes) {
        if (broker.running) await broker.stop();
        must(await broker.start());
      }
    },
    judge: (health, refused) => failuresIf(
      [refused > 0, `${refused} referrals were not accepted at once while the broker's disk was full`],
      [health !== 'degraded', `the publisher's health was "${health}"`],
    ),
  }),
};

interface Recovery {
  readonly recover: (environment: Environment) => Promise<void>;
  /** @param health of the publisher while the disk is full. @param refused referrals that were not accepted at once until then. */
  readonly judge: (health: string, refused: number) => readonly string[];
}

async function withFullDisk(context: Context, server: 'postgres' | 'kafka', { recover, judge }: Recovery): Promise<Outcome> {
  const disk = SmallDisk.mount(join(context.folder, 'disk'), DISK_MB);
  context.cleanUp(() => Promise.resolve(disk.unmount()));
  const environment = await startEnvironment(context, { [`${server}Folder`]: join(disk.path, server) });
  let health = 'none';
  let refused = 0;
  const { ledger, runs, findings, figures } = await breakUnderLoad(context, environment, async ({ submissions }) => {
    await pause(5_000);
    disk.fill();
    context.progress(`the disk is full (${disk.freeBytes} bytes free)`);
    // The space inside existing files lasts a while; the ballast takes all space that becomes free.
    for (let second = 0; second < (context.options.quick ? 20 : 40); second += 1) {
      await pause(1_000);
      disk.fill();
    }
    health = await healthOf(environment.exchange.app('publisher').url);
    refused = submissions.filter(({ statuses }) => statuses.some((status) => status !== 202)).length;
    disk.giveBack();
    context.progress('the disk has space again');
    await recover(environment);
    await pause(8_000);
    return 1;
  }, { perSecond: 20 });
  return { runs, findings, failures: [...judge(health, refused), ...abandonedFailures(ledger, 'space')], figures: { ...figures, 'health while full': health } };
}
