import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** A word that can be typed, and its meaning in a few words. */
export interface Word {
  readonly word: string;
  readonly meaning: string;
}

/** An option that takes a value. `choices` is empty where any value is possible. */
export interface ValueOption {
  readonly flags: readonly string[];
  readonly choices: readonly string[];
}

/** What can follow the words of one command. */
export interface CommandEntry {
  /** The names that lead to the command, without the program: `['inbox', 'list']`. */
  readonly path: readonly string[];
  readonly commands: readonly Word[];
  readonly options: readonly Word[];
  readonly valueOptions: readonly ValueOption[];
  /** The choices of its arguments. */
  readonly arguments: readonly string[];
}

/** Every command of a program, the program itself first. Taken from the definitions that read the command line, so that no completion is behind them. */
export function commandTable(program: CommandUnknownOpts): readonly CommandEntry[] {
  return entriesOf(program, [], []);
}

function entriesOf(command: CommandUnknownOpts, path: readonly string[], inherited: CommandUnknownOpts['options']): readonly CommandEntry[] {
  const options = [...command.options, ...inherited];
  const visible = options.filter(({ hidden }) => !hidden);
  return [
    {
      path,
      commands: command.commands.map((sub) => ({ word: sub.name(), meaning: firstSentence(sub.description()) })),
      options: [...visible.flatMap(({ short, long, description }) => [long, short].flatMap((word) => (word ? [{ word, meaning: firstSentence(description) }] : []))), { word: '--help', meaning: 'explain the command' }],
      valueOptions: visible.filter(({ required, optional }) => required || optional)
        .map(({ short, long, argChoices }) => ({ flags: [long, short].filter((flag) => flag !== undefined && flag !== null), choices: argChoices ?? [] })),
      arguments: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    },
    ...command.commands.flatMap((sub) => entriesOf(sub, [...path, sub.name()], options)),
  ];
}

/** A menu has room for one sentence, and a shell reads quotes and colons as its own signs. */
function firstSentence(text: string): string {
  return (text.split(/[.:;](?:\s|$)/)[0] ?? '').replaceAll(/['"`\\[\]$:]/g, '').trim();
}
