import type { HostProcess } from '../host-process.ts';
import { until } from '../until.ts';
import { readTcpdump } from './tcpdump-text.ts';
import type { SeenAdvert } from './tcpdump-text.ts';

/** Everything as a line of text at once: packets of protocol 112, the frame's addresses, all that is known of them. */
export const tcpdumpArgv = (device: string): readonly string[] => [
  'tcpdump',
  '-i',
  device,
  '-tt',
  '-e',
  '-v',
  '-nn',
  '-l',
  '--immediate-mode',
  'proto 112',
];

/** The adverts that cross the switch of a lab, in the eyes of somebody else's program. */
export class Wire {
  readonly #tcpdump: HostProcess;

  /** `tcpdump` was started with {@link tcpdumpArgv} and listens. */
  constructor(tcpdump: HostProcess) {
    this.#tcpdump = tcpdump;
  }

  /** What was seen so far, in order. */
  adverts(): readonly SeenAdvert[] {
    return readTcpdump(this.#tcpdump.logLines().map(({ text }) => text));
  }

  /** Waits until so many adverts that fit were seen after the first `from` ones. */
  async waitFor(what: string, fits: (advert: SeenAdvert) => boolean, limitMs: number, plan = { from: 0, count: 1 }) {
    await until(what, limitMs, () => this.adverts().slice(plan.from).filter(fits).length >= plan.count);
  }
}
