import type { Command } from '@commander-js/extra-typings';

import { APPS } from '#libs/contracts';

import { baseUrl } from './arguments.js';

/** The addresses that are options of every command. Apps without users but operators have theirs at the commands for operators. */
const ADDRESSES_OF_ALL: readonly string[] = ['publisher', 'audit', 'inbox'];

/** Adds an option for the address of each app that only operators call. */
export function withOperatorAddresses(command: Command): Command {
  for (const { address, inWords } of APPS.filter((app) => !ADDRESSES_OF_ALL.includes(app.address))) {
    command.option(`--${address}-url <url>`, `where ${inWords} is`, baseUrl);
  }
  return command;
}

/** The fields that have a value, as optional fields. */
export type Given<Fields> = { readonly [Name in keyof Fields as undefined extends Fields[Name] ? never : Name]: Fields[Name] } & {
  readonly [Name in keyof Fields as undefined extends Fields[Name] ? Name : never]?: Exclude<Fields[Name], undefined>;
};

/** Leaves out the options that the command line does not have: an absent field and an undefined field are different types. */
export function given<Fields extends object>(fields: Fields): Given<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>;
}

/** The examples at the end of a command's help, each with its purpose. */
export function examples(...lines: readonly (readonly [line: string, purpose: string])[]): string {
  const width = Math.max(...lines.map(([line]) => line.length));
  return `\nExamples:\n${lines.map(([line, purpose]) => `  ${line.padEnd(width)}  # ${purpose}`).join('\n')}`;
}
