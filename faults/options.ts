import { parseArgs } from 'node:util';

import { BREAKS } from './control/breaks.js';

export interface Options {
  readonly help: boolean;
  readonly list: boolean;
  readonly only: readonly string[];
  readonly quick: boolean;
  readonly seeds: number;
  readonly points: string;
  readonly minutes: number;
  readonly json: string | undefined;
  readonly breakName: string | undefined;
  readonly backlog: number;
  readonly loadSeconds: number;
  readonly burstSeconds: number;
  readonly keep: boolean;
}

export const HELP = `npm run faults -- [options]

Breaks the exchange on purpose, on PostgreSQL and Kafka of its own, and judges what is left by an oracle of its own.
Progress goes to standard error, the table to standard output. Exit code 0 when everything that ran is clean, 1 when
something is not or the time was up, 2 when an option is wrong.

  --list            the scenarios, their aims and their negative controls; run nothing
  --only a,b        only these scenarios
  --quick           smaller counts: all of it in some ten minutes
  --seeds n         seeds for each crash point (5; quick: 1)
  --points glob     crash points of kill-points, as "point" or "program point", several with commas ("relay.*")
  --minutes n       everything ends after so many minutes, finished or not (120; quick: 30)
  --backlog n       messages that a consumer is behind (100000; quick: 20000)
  --load-seconds n  how long the scenario "load" lasts (600; quick: 60; memory is judged from 240 on)
  --burst-seconds n how long the burst lasts (60; quick: 10)
  --break name      run against a copy of the product that is broken in this way: the result has to be red
  --json file       write everything that was found to this file
  --keep            leave data and logs of green scenarios, too, in the temporary folder
  --help            this text

Breaks:
${BREAKS.map(({ name, wrong }) => `  ${name.padEnd(22)}${wrong}`).join('\n')}
`;

/** @throws Error with one sentence when an option is wrong. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean' }, list: { type: 'boolean' }, quick: { type: 'boolean' }, keep: { type: 'boolean' },
      only: { type: 'string' }, seeds: { type: 'string' }, points: { type: 'string' }, minutes: { type: 'string' },
      json: { type: 'string' }, break: { type: 'string' }, backlog: { type: 'string' },
      'load-seconds': { type: 'string' }, 'burst-seconds': { type: 'string' },
    },
  });
  const quick = values.quick ?? false;
  return {
    help: values.help ?? false,
    list: values.list ?? false,
    keep: values.keep ?? false,
    quick,
    only: values.only?.split(',').map((name) => name.trim()) ?? [],
    seeds: wholeNumber('--seeds', values.seeds, quick ? 1 : 5),
    points: values.points ?? '*',
    minutes: wholeNumber('--minutes', values.minutes, quick ? 30 : 120),
    backlog: wholeNumber('--backlog', values.backlog, quick ? 20_000 : 100_000),
    loadSeconds: wholeNumber('--load-seconds', values['load-seconds'], quick ? 60 : 600),
    burstSeconds: wholeNumber('--burst-seconds', values['burst-seconds'], quick ? 10 : 60),
    json: values.json,
    breakName: values.break,
  };
}

function wholeNumber(name: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new Error(`${name} must be a whole number of at least 1`);
  return Number(text);
}
