/** Remembers which process a pid file meant, so that a number given to another process later is noticed. */
export class PidFileMemory {
  #meant: { readonly file: string; readonly startTicks: number } | undefined;

  /**
   * Whether the number still means the process that it meant when this file was first seen.
   * @param file what changes when the file is written again
   * @param startTicks start time of the process that has the number now
   */
  check(file: string, startTicks: number): 'kept' | 'reused' {
    if (this.#meant?.file === file && this.#meant.startTicks !== startTicks) return 'reused';
    this.#meant = { file, startTicks };
    return 'kept';
  }
}
