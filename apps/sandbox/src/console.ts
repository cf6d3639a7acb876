/** What a person in front of the terminal reads: progress with seconds since the start, and at the end how to go on. */
export class SandboxConsole {
  private readonly started = performance.now();

  progress(line: string): void {
    process.stdout.write(`${this.seconds().padStart(6)} s  ${line}\n`);
  }

  print(text: string): void {
    process.stdout.write(`${text}\n`);
  }

  /** What is wrong, and what to do. */
  problem(message: string, remedy = ''): void {
    process.stderr.write(`${`${message} ${remedy}`.trimEnd()}\n`);
  }

  seconds(): string {
    return ((performance.now() - this.started) / 1_000).toFixed(1);
  }
}
