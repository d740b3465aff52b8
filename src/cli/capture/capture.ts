import { createReadStream } from 'node:fs';
import { CaptureFileReader } from '../../capture/file/file-reader.ts';
import type { Judge } from '../../capture/verdict.ts';
import { EXIT_BAD, EXIT_FINE, EXIT_USAGE } from '../exit-codes.ts';
import { durationMs, endWithReader, type ReaderOptions } from '../options.ts';
import { readJudge } from './judge.ts';
import { listen } from './live.ts';
import { Report } from './report.ts';

/** How often silence is looked for. */
const TICK_MS = 200;

const NOTHING_SEEN =
  'no VRRP packet was seen. Where a switch does IGMP or MLD snooping only members of the group get multicast: listen on a ' +
  'node itself. Unicast adverts pass only the hosts that they are for';

export interface CaptureOptions extends ReaderOptions {
  readonly interface?: readonly string[];
  readonly pcap?: string;
  readonly config?: string;
  readonly for?: string;
  readonly all?: true;
  readonly json?: true;
}

/**
 * `vipward capture`: who sends VRRP and what, on this host's interfaces or in a capture file, and what this node makes of
 * it. Until it is interrupted, or for a time, or to the end of the file.
 * @returns 0 nothing is wrong; 1 something is; 2 wrong use, no right to listen, a configuration or file that cannot be read
 */
export async function capture(options: CaptureOptions): Promise<number> {
  endWithReader();
  const limitMs = options.for === undefined ? Infinity : durationMs(options.for);
  if (limitMs === 'unreadable') return wrongUse(`"${options.for}" is no time: write 10s or 5m`);
  const reading = await readJudge(options);
  if (!reading.ok) return wrongUse(reading.error);
  console.error(reading.value.note);
  const report = reportFor(options, reading.value.judge);
  const fault =
    options.pcap === undefined ? await live(options, limitMs, report) : await fromFile(options.pcap, report);
  // What was read before a file turned out to be broken is worth showing.
  const outcome = report.packets > 0 || fault === undefined ? report.end() : 'fine';
  if (fault !== undefined) return wrongUse(fault);
  if (report.packets === 0) console.error(NOTHING_SEEN);
  return outcome === 'warned' ? EXIT_BAD : EXIT_FINE;
}

const reportFor = ({ all, json }: CaptureOptions, judge: Judge | undefined): Report =>
  new Report({
    judge,
    all: all === true,
    json: json === true,
    print: (line) => void process.stdout.write(`${line}\n`),
  });

/** Resolves when the time is over or the user has had enough; with what is missing when it cannot listen. */
async function live(
  { interface: names = [] }: CaptureOptions,
  limitMs: number,
  report: Report,
): Promise<string | undefined> {
  const socket = listen(names, (frame) => report.take(frame));
  if (!socket.ok) return socket.error;
  console.error(
    `listening on ${names.length === 0 ? 'all interfaces' : names.join(', ')}; Ctrl-C ends it with a summary`,
  );
  const tick = setInterval(() => {
    const nowUs = Date.now() * 1000;
    // After what has arrived is read: who was held up must not take others for silent.
    setImmediate(() => report.passed(nowUs));
  }, TICK_MS);
  await ended(limitMs);
  clearInterval(tick);
  socket.value.close();
  return undefined;
}

function ended(limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = limitMs === Infinity ? undefined : setTimeout(resolve, limitMs);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        clearTimeout(timer);
        resolve();
      });
    }
  });
}

/** What is wrong with the file, if anything. `-` is the standard input. */
async function fromFile(path: string, report: Report): Promise<string | undefined> {
  const reader = new CaptureFileReader();
  const name = path === '-' ? 'the standard input' : path;
  try {
    for await (const piece of path === '-' ? process.stdin : createReadStream(path)) {
      const frames = reader.push(new Uint8Array(piece as Buffer));
      if (!frames.ok) return `${name}: ${frames.error}`;
      for (const frame of frames.value) report.take(frame);
    }
  } catch (error) {
    return `${name} cannot be read: ${(error as Error).message}`;
  }
  const end = reader.end();
  return end.ok ? undefined : `${name}: ${end.error}`;
}

function wrongUse(text: string): number {
  console.error(text);
  return EXIT_USAGE;
}
