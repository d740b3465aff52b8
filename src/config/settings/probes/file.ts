import { duration, EXPECTATION, FLAG, integer, PATH, rows } from '../setting.ts';

const LONGEST_AGE_MS = 8_784 * 3_600_000;

/** `file` in a `check`. */
export const FILE_SETTINGS = rows('file', [
  ['A', 'path', PATH, '', 'the file, from / on'],
  ['A', 'absent', FLAG, 'off', 'healthy when there is no such file'],
  ['A', 'max_age', duration(1, LONGEST_AGE_MS), 'off', 'an older file is a failure, and one from the future'],
  ['A', 'min_size', integer(0, Number.MAX_SAFE_INTEGER), '0', 'bytes that it must have'],
  ['A', 'content', EXPECTATION, '', 'what its first 64 KiB must hold'],
  ['A', 'number', FLAG, 'off', 'it must hold a whole number'],
  ['A', 'empty_is_zero', FLAG, 'off', 'an empty or missing file holds the number 0'],
]);
