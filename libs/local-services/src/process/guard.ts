import { spawn, type ChildProcess } from 'node:child_process';

/**
 * The guard runs this script once its standard input ends, which the kernel causes however this process dies, including
 * by `kill -9`. The guard asks every child to stop with the child's own signal, waits, kills the remaining children with
 * their process groups, and deletes the temporary folders. It runs in its own session, so a Ctrl-C or a kill of our
 * group does not reach it.
 */
const SCRIPT = `# Stops the children of Safeguarding Exchange, process ${process.pid}, should it die.
trap '' HUP INT TERM
entries=''
while read -r verb rest; do
  case $verb in
    add) entries="$entries $rest" ;;
    drop) kept=''; for e in $entries; do [ "\${e%%:*}" = "$rest" ] || kept="$kept $e"; done; entries=$kept ;;
    remove) set -- "$@" "$rest" ;;
    keep) for p in "$@"; do shift; [ "$p" = "$rest" ] || set -- "$@" "$p"; done ;;
  esac
done
for e in $entries; do kill -s "\${e#*:}" "\${e%%:*}" 2>/dev/null; done
round=0
while [ $round -lt 80 ]; do
  alive=''
  for e in $entries; do kill -0 "\${e%%:*}" 2>/dev/null && alive=yes; done
  [ -z "$alive" ] && break
  sleep 0.1
  round=$((round + 1))
done
for e in $entries; do kill -s KILL -- "-\${e%%:*}" 2>/dev/null; kill -s KILL "\${e%%:*}" 2>/dev/null; done
for p in "$@"; do rm -rf -- "$p"; done
`;

let guard: ChildProcess | undefined;
const children = new Map<number, NodeJS.Signals>();
const folders = new Set<string>();

function send(line: string): void {
  guard ??= startGuard();
  guard.stdin?.write(`${line}\n`);
}

function startGuard(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', SCRIPT, 'exchange-guard'], { detached: true, stdio: ['pipe', 'ignore', 'ignore'], cwd: '/' });
  // Neither the guard nor its pipe may keep this process alive. It must exit exactly when it would exit without them.
  child.unref();
  const { stdin } = child;
  if ('unref' in stdin && typeof stdin.unref === 'function') stdin.unref();
  // Without the guard only its protection is lost, and the work goes on. EPIPE and a missing /bin/sh therefore need no
  // handling.
  stdin.on('error', () => undefined);
  child.on('error', () => undefined);
  return child;
}

function dismissWhenIdle(): void {
  if (children.size > 0 || folders.size > 0) return;
  guard?.stdin?.end();
  guard = undefined;
}

/** Puts a child under the guard. @param signal stops this child in order; without SIG, because the shell spells it so. */
export function guardChild(pid: number, signal: NodeJS.Signals): void {
  children.set(pid, signal);
  send(`add ${pid}:${signal.replace(/^SIG/, '')}`);
}

/** Removes a reaped child from the guard, because its pid may now belong to another process. */
export function releaseChild(pid: number): void {
  if (!children.delete(pid)) return;
  send(`drop ${pid}`);
  dismissWhenIdle();
}

/** Deletes the folder when this process dies without a call of `keepFolder`. For temporary data only. */
export function removeFolderOnDeath(folder: string): void {
  folders.add(folder);
  send(`remove ${folder}`);
}

export function keepFolder(folder: string): void {
  if (!folders.delete(folder)) return;
  send(`keep ${folder}`);
  dismissWhenIdle();
}
