import { closeSync, openSync, readSync } from 'node:fs';
import { err, ok, type Result } from '../../../model/result.ts';
import { errnoOf } from './path-walk.ts';

/** What the first bytes of a program say about how the kernel will start it. */
export type ProgramKind =
  | { readonly type: 'elf' }
  | { readonly type: 'script'; readonly interpreter: string; readonly lineEnd: 'lf' | 'crlf' }
  | { readonly type: 'unknown'; readonly looksLike: 'empty' | 'byte-order mark' | 'text' };

/** The kernel reads this much of a `#!` line and cuts the rest. */
const MAX_LINE_BYTES = 255;

/** Reads a program's first bytes. Fails with the errno's name when the daemon cannot read the file. */
export function readProgramKind(path: string): Result<ProgramKind, string> {
  try {
    const fd = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(MAX_LINE_BYTES + 1);
      return ok(programKind(bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0))));
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    return err(errnoOf(error));
  }
}

function programKind(bytes: Buffer): ProgramKind {
  const text = bytes.toString('latin1');
  if (text.startsWith('\x7fELF')) return { type: 'elf' };
  if (!text.startsWith('#!')) {
    const looksLike = bytes.length === 0 ? 'empty' : text.startsWith('\xef\xbb\xbf') ? 'byte-order mark' : 'text';
    return { type: 'unknown', looksLike };
  }
  const line = (/^#![ \t]*([^\n]*)/.exec(text)?.[1] ?? '').slice(0, MAX_LINE_BYTES);
  const [interpreter = ''] = line.trimEnd().split(/[ \t]/);
  return { type: 'script', interpreter, lineEnd: line.endsWith('\r') ? 'crlf' : 'lf' };
}
