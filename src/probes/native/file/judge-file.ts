import type { Finding } from '../../../health/outcome.ts';
import { expectationText, matcherOf } from '../../../model/probe/expectation.ts';
import type { FileProbeConfig } from '../../../model/probe/file.ts';
import { shown } from '../net/shown.ts';

/** Clocks of file servers differ by this much without anybody minding. */
const FUTURE_TOLERANCE_MS = 5000;
const WHOLE_NUMBER = /^\s*([+-]?\d{1,15})\s*$/;

/** What was seen of a file. Times: epoch ms. */
export interface SeenFile {
  readonly kind: 'file' | 'other';
  readonly sizeBytes: number;
  readonly mtimeMs: number;
  /** Its first 64 KiB, where content is asked for. */
  readonly content: string;
}

export type FileFinding = Pick<Finding, 'result' | 'detail' | 'value'>;

const bad = (detail: string): FileFinding => ({ result: 'bad', detail });

/** What a file that is not there means. */
export function judgeMissing({ path, presence, content }: FileProbeConfig): FileFinding {
  if (presence === 'absent') return { result: 'ok', detail: `${path} is absent, as wanted` };
  if (content.type === 'number' && content.empty === 'zero') {
    return { result: 'ok', detail: `${path} does not exist: taken as 0`, value: 0 };
  }
  return bad(`${path} does not exist`);
}

/** What a file that is there means. The first fault counts. */
export function judgeFile(config: FileProbeConfig, seen: SeenFile, nowMs: number): FileFinding {
  const { path, presence, maxAgeMs, minSizeBytes } = config;
  if (presence === 'absent') return bad(`${path} exists, and must not`);
  const ageMs = nowMs - seen.mtimeMs;
  if (maxAgeMs !== 'off' && ageMs < -FUTURE_TOLERANCE_MS) {
    return bad(`${path} was written ${seconds(-ageMs)} in the future: a clock is wrong`);
  }
  if (maxAgeMs !== 'off' && ageMs > maxAgeMs) {
    return bad(`${path} was written ${seconds(ageMs)} ago, more than ${seconds(maxAgeMs)}`);
  }
  if (seen.sizeBytes < minSizeBytes) return bad(`${path} has ${seen.sizeBytes} bytes, fewer than ${minSizeBytes}`);
  return judgeContent(config, seen);
}

const seconds = (durationMs: number): string => `${Math.round(durationMs / 100) / 10} s`;

function judgeContent({ path, content }: FileProbeConfig, { kind, content: text }: SeenFile): FileFinding {
  if (content.type === 'any') return { result: 'ok', detail: `${path} is as wanted` };
  if (kind === 'other') return bad(`${path} is no regular file`);
  if (content.type === 'holds') {
    return matcherOf(content.expect)(text)
      ? { result: 'ok', detail: `${path} holds ${expectationText(content.expect)}` }
      : bad(`${path} does not hold ${expectationText(content.expect)}: ${shown(text)}`);
  }
  if (text.trim() === '' && content.empty === 'zero') {
    return { result: 'ok', detail: `${path} is empty: taken as 0`, value: 0 };
  }
  const number = WHOLE_NUMBER.exec(text)?.[1];
  if (number === undefined) return bad(`${path} holds no whole number: ${shown(text)}`);
  return { result: 'ok', detail: `${path} holds ${Number(number)}`, value: Number(number) };
}
