import { close, constants, open, read, type Stats, stat } from 'node:fs';
import type { FileProbeConfig } from '../../../model/probe/file.ts';
import type { Attempt } from '../native-probe.ts';
import { FileLooks } from './file-looks.ts';
import { judgeFile, judgeMissing } from './judge-file.ts';

const CONTENT_BYTES = 65_536;
const NOT_THERE = new Set(['ENOENT', 'ENOTDIR']);
/** No right to look says nothing about what is there. */
const NOT_ALLOWED = new Set(['EACCES', 'EPERM', 'EMFILE', 'ENFILE']);

const LOOKS = new FileLooks();

type OnSeen = (error: NodeJS.ErrnoException | null, seen?: { readonly stats: Stats; readonly content: string }) => void;

/** Healthy when everything that is asked of the file is true. A look that hangs is never joined by a second one. */
export function fileProbe(config: FileProbeConfig, looks = LOOKS, look = lookAt): (attempt: Attempt) => void {
  const { path } = config;
  let pendingSinceMs: number | undefined;
  return (attempt) => {
    attempt.enter('look', `looking at ${path}: does its file system answer?`);
    if (pendingSinceMs !== undefined) {
      const sinceS = Math.round((performance.now() - pendingSinceMs) / 1000);
      return attempt.finish('bad', `${path} cannot be looked at: a look that began ${sinceS} s ago has not returned`);
    }
    const begin = (done: () => void): void => {
      pendingSinceMs = performance.now();
      look(config, (error, seen) => {
        pendingSinceMs = undefined;
        done();
        finish(config, attempt, error, seen);
      });
    };
    const ahead = looks.add({
      path,
      get isOver() {
        return attempt.isOver;
      },
      begin,
    });
    if (ahead.length > 0) attempt.enter('look', `waiting to look at ${path} until ${ahead.join(' and ')} answer`);
  };
}

function finish(config: FileProbeConfig, attempt: Attempt, ...[error, seen]: Parameters<OnSeen>): void {
  const { path } = config;
  const code = error?.code ?? '';
  if (seen !== undefined) {
    const { stats, content } = seen;
    const kind = stats.isFile() ? 'file' : 'other';
    const found = judgeFile(config, { kind, sizeBytes: stats.size, mtimeMs: stats.mtimeMs, content }, Date.now());
    attempt.finish(found.result, found.detail, found.value === undefined ? {} : { value: found.value });
  } else if (NOT_THERE.has(code)) {
    const found = judgeMissing(config);
    attempt.finish(found.result, found.detail, found.value === undefined ? {} : { value: found.value });
  } else if (NOT_ALLOWED.has(code)) {
    attempt.finish(
      'broken',
      `${path} cannot be looked at (${code}): the daemon's user has no right to, or no descriptors`,
    );
  } else {
    attempt.finish('bad', `${path} cannot be looked at: ${error?.message ?? code}`);
  }
}

function lookAt({ path, content }: FileProbeConfig, onSeen: OnSeen): void {
  stat(path, (error, stats) => {
    if (error !== null) onSeen(error);
    else if (content.type === 'any' || !stats.isFile()) onSeen(null, { stats, content: '' });
    else readHead(path, (fault, text) => (fault === null ? onSeen(null, { stats, content: text }) : onSeen(fault)));
  });
}

/** Non-blocking, in case a pipe has taken the file's place since: opening one waits for a writer. */
function readHead(path: string, onRead: (error: NodeJS.ErrnoException | null, text: string) => void): void {
  open(path, constants.O_RDONLY | constants.O_NONBLOCK, (error, descriptor) => {
    if (error !== null) return onRead(error, '');
    read(descriptor, Buffer.alloc(CONTENT_BYTES), 0, CONTENT_BYTES, 0, (fault, length, bytes) => {
      close(descriptor, () => onRead(fault, fault === null ? bytes.toString('utf8', 0, length) : ''));
    });
  });
}
