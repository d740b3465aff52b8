import { stripVTControlCharacters } from 'node:util';
import type { Output } from '../../../health/outcome.ts';

const HEAD_BYTES = 1024;
const TAIL_BYTES = 4096;
const SUMMARY_CHARACTERS = 200;

export const NO_OUTPUT: Output = { head: '', tail: '', bytes: 0 };

const NOTHING = Buffer.alloc(0);

/** Keeps the first 1 KiB and the last 4 KiB of a stream and counts all of it. Source: checks.md 1.8. */
export class BoundedOutput {
  #head = NOTHING;
  #tail = NOTHING;
  #bytes = 0;

  /** Copies what it keeps: `chunk` may be used again. */
  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    const intoHead = Math.min(chunk.length, HEAD_BYTES - this.#head.length);
    if (intoHead > 0) this.#head = Buffer.concat([this.#head, chunk.subarray(0, intoHead)]);
    const rest = chunk.subarray(intoHead);
    if (rest.length === 0) return;
    const kept =
      rest.length >= TAIL_BYTES ? [rest.subarray(-TAIL_BYTES)] : [this.#tail.subarray(rest.length - TAIL_BYTES), rest];
    this.#tail = Buffer.concat(kept);
  }

  /** What was kept so far, safe to show on a terminal. */
  get output(): Output {
    if (this.#bytes === 0) return NO_OUTPUT;
    return { head: displaySafe(this.#head), tail: displaySafe(this.#tail), bytes: this.#bytes };
  }
}

/** First non-empty line of stdout, else of stderr; at most 200 characters. */
export function summaryOf(stdout: Output, stderr: Output): string {
  if (stdout.head === '' && stderr.head === '') return '';
  const line = firstLine(stdout.head) ?? firstLine(stderr.head) ?? '';
  return [...line.trim().replaceAll('\t', ' ')].slice(0, SUMMARY_CHARACTERS).join('');
}

const firstLine = (text: string): string | undefined => text.split('\n').find((line) => line.trim() !== '');

/** UTF-8 with replacement, without escape sequences and control characters; line ends and tabs stay. */
function displaySafe(bytes: Uint8Array): string {
  const text = stripVTControlCharacters(new TextDecoder().decode(bytes).replaceAll('\r\n', '\n'));
  return text.replaceAll(/(?![\n\t])\p{Cc}/gu, '');
}
