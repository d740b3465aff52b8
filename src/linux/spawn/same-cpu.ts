import { readFileSync } from 'node:fs';
import { koffi } from '../libc.ts';
import { QuickerPlace } from './quicker-place.ts';

/** For 1024 processors, as the C library's `cpu_set_t`. */
const MASK_BYTES = 128;

const library = koffi.load(null);
const declare = <F>(prototype: string): F => library.func(prototype) as unknown as F;
const getAffinity = declare<(pid: number, bytes: number, mask: Uint8Array) => number>(
  'int sched_getaffinity(int, size_t, void*)',
);
const setAffinity = declare<(pid: number, bytes: number, mask: Uint8Array) => number>(
  'int sched_setaffinity(int, size_t, void*)',
);
const currentCpu = declare<() => number>('int sched_getcpu()');

/** So long a change of what this process may run on, by whoever manages the host, may go unnoticed. */
const MASK_VALID_MS = 1000;

const quicker = new QuickerPlace();
const own = Buffer.alloc(MASK_BYTES);
let ownReadMs = -Infinity;
const here = Buffer.alloc(MASK_BYTES);

/** Starts a child and gives its pid, or undefined when there is none. */
type Starter<T> = () => { readonly pid: number | undefined; readonly result: T };

/**
 * Starts a child where that holds this thread up for the shorter time. The parent sleeps until the child has become its
 * program. On an idle processor that is at once; on one that is busy the child waits for its turn, 4 ms for every start
 * on a host under load, and then this thread's own processor is quicker (1 ms). Which it is shows in the times.
 */
export function startQuickly<T>(start: Starter<T>): T {
  const place = quicker.next();
  const startedMs = performance.now();
  const result = place === 'here' ? onSameCpu(start) : start().result;
  quicker.took(place, performance.now() - startedMs);
  return result;
}

/** Starts a child on the processor that this thread runs on, and lets both run everywhere afterwards. */
export function onSameCpu<T>(start: Starter<T>): T {
  const cpu = currentCpu();
  if (cpu < 0 || cpu >= MASK_BYTES * 8 || readOwn() === 'unknown') return start().result;
  here.fill(0);
  here[cpu >> 3] = 1 << (cpu & 7);
  setAffinity(0, MASK_BYTES, here);
  try {
    const { pid, result } = start();
    if (pid !== undefined) setAffinity(pid, MASK_BYTES, own);
    return result;
  } finally {
    setAffinity(0, MASK_BYTES, own);
  }
}

/** Lets a process and its descendants run everywhere: children that it had within its first moments are bound as it was. */
export function releaseCpu(pid: number): void {
  if (readOwn() === 'unknown') return;
  const waiting = [pid];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    setAffinity(next, MASK_BYTES, own);
    waiting.push(...childrenOf(next));
  }
}

function readOwn(): 'known' | 'unknown' {
  const nowMs = performance.now();
  if (nowMs - ownReadMs < MASK_VALID_MS) return 'known';
  if (getAffinity(0, MASK_BYTES, own) < 0) return 'unknown';
  ownReadMs = nowMs;
  return 'known';
}

function childrenOf(pid: number): readonly number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number);
  } catch {
    return []; // gone meanwhile
  }
}
