import type { CommandEntry, Word } from './command-table.js';

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A script that completes the commands, the options and their choices. It asks no server, so that a key never waits for one. */
export function completionScript(shell: Shell, program: string, table: readonly CommandEntry[]): string {
  return { bash, zsh, fish }[shell](program, table);
}

/** The path of a command as the scripts compare it: a space before each name. */
const pathOf = ({ path }: CommandEntry): string => path.map((name) => ` ${name}`).join('');
const words = (list: readonly Word[]): string => list.map(({ word }) => word).join(' ');

/** Patterns of `case`, each a path and one word after it. */
function patterns(entry: CommandEntry, names: readonly string[]): string {
  return names.map((name) => `'${pathOf(entry)} ${name}'`).join('|');
}

const flagsWithValue = ({ valueOptions }: CommandEntry): readonly string[] => valueOptions.flatMap(({ flags }) => flags);

/** Walks the words before the cursor in `bash` and `zsh`: the path of the command, without options and their values. */
function walk(table: readonly CommandEntry[]): string {
  const values = table.filter((entry) => flagsWithValue(entry).length > 0).map((entry) => `      ${patterns(entry, flagsWithValue(entry))}) skip=1;;`);
  const commands = table.filter((entry) => entry.commands.length > 0).map((entry) => `      ${patterns(entry, entry.commands.map(({ word }) => word))}) at="$at $word";;`);
  return `    if [[ -n $skip ]]; then skip=; continue; fi
    case "$at $word" in
${[...values, ...commands].join('\n')}
    esac`;
}

/** The choices of an option, and the way of the shell to complete any other value. */
function valueCases(table: readonly CommandEntry[], choose: (choices: readonly string[]) => string, other: string): string {
  return table.flatMap((entry) => entry.valueOptions.map(({ flags, choices }) => `    ${patterns(entry, flags)}) ${choices.length > 0 ? choose(choices) : other}; return;;`)).join('\n');
}

function bash(program: string, table: readonly CommandEntry[]): string {
  const next = table.map((entry) => `    '${pathOf(entry)}') next='${[words(entry.commands), entry.arguments.join(' '), words(entry.options)].filter(Boolean).join(' ')}';;`);
  return `# bash completion for ${program}. Load it with: source <(${program} completion bash)
_${program}() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= skip= next= word i
  # Bash cuts --option=value at the sign.
  if [[ $cur == '=' ]]; then cur=; elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $word == '=' ]]; then skip=1; continue; fi
${walk(table)}
  done
  case "$at $prev" in
${valueCases(table, (choices) => `COMPREPLY=($(compgen -W '${choices.join(' ')}' -- "$cur"))`, ':')}
  esac
  case "$at" in
${next.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$next" -- "$cur"))
}
complete -o default -F _${program} ${program}
`;
}

const described = (list: readonly Word[]): string => list.map(({ word, meaning }) => `'${word}:${meaning}'`).join(' ');

function zsh(program: string, table: readonly CommandEntry[]): string {
  const next = table.map((entry) => `    '${pathOf(entry)}') commands=(${described([...entry.commands, ...entry.arguments.map((word) => ({ word, meaning: '' }))])}); options=(${described(entry.options)});;`);
  return `#compdef ${program}
# zsh completion for ${program}. Load it with: source <(${program} completion zsh), after compinit
_${program}() {
  local at= skip= word i prev=\${words[CURRENT-1]}
  local -a commands options
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
${walk(table)}
  done
  case "$at $prev" in
${valueCases(table, (choices) => `compadd -- ${choices.join(' ')}`, '_files')}
  esac
  case "$at" in
${next.join('\n')}
  esac
  if [[ \${words[CURRENT]} == -* ]]; then _describe -o option options; return; fi
  if (( \${#commands} )); then _describe command commands; else _files; fi
}
compdef _${program} ${program}
`;
}

function fish(program: string, table: readonly CommandEntry[]): string {
  const values = table.filter((entry) => flagsWithValue(entry).length > 0).map((entry) => `            case ${flagsWithValue(entry).map((flag) => `'${pathOf(entry)} ${flag}'`).join(' ')}\n                set skip 1`);
  const commands = table.filter((entry) => entry.commands.length > 0).map((entry) => `            case ${entry.commands.map(({ word }) => `'${pathOf(entry)} ${word}'`).join(' ')}\n                set at "$at $word"`);
  const lines = table.flatMap((entry) => {
    const here = `complete -c ${program} -n "__${program}_at '${pathOf(entry)}'"`;
    return [
      ...entry.commands.map(({ word, meaning }) => `${here} -f -a ${word} -d '${meaning}'`),
      ...(entry.arguments.length > 0 ? [`${here} -f -a '${entry.arguments.join(' ')}'`] : []),
      ...entry.options.flatMap(({ word, meaning }) => fishOption(here, entry, word, meaning)),
    ];
  });
  return `# fish completion for ${program}. Load it with: ${program} completion fish | source
function __${program}_at
    set -l at ''
    set -l skip ''
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set skip ''
            continue
        end
        switch "$at $word"
${[...values, ...commands].join('\n')}
        end
    end
    test "$at" = "$argv[1]"
end
${lines.join('\n')}
`;
}

function fishOption(here: string, { valueOptions }: CommandEntry, word: string, meaning: string): readonly string[] {
  const value = valueOptions.find(({ flags }) => flags.includes(word));
  const name = word.startsWith('--') ? `-l ${word.slice(2)}` : `-s ${word.slice(1)}`;
  const takes = value === undefined ? '' : value.choices.length > 0 ? ` -x -a '${value.choices.join(' ')}'` : ' -r';
  return [`${here} ${name}${takes} -d '${meaning}'`];
}
