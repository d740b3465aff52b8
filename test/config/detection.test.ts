import { describe, expect, test } from 'vitest';
import { detectionLines, detectionMs } from '../../src/config/detection.ts';
import { checkConfig } from '../support/configs.ts';
import { GOOD, loadText, portCheck } from './loading.ts';

const paces = (intervalMs: number, changingIntervalMs: number, timeoutMs: number, fall: number) =>
  detectionMs(checkConfig({ intervalMs, changingIntervalMs, timeoutMs, fall }));

function linesOf(text: string): readonly string[] {
  const { model } = loadText(text);
  return model === undefined ? ['no model'] : detectionLines(model);
}

describe('the longest time until a failure is known', () => {
  test('is the interval, the further runs at their pace, and the limit of the last', () => {
    expect(paces(2000, 2000, 1000, 1)).toBe(3000);
    expect(paces(2000, 2000, 2000, 3)).toBe(8000);
    expect(paces(2000, 200, 200, 3)).toBe(2600);
  });

  test('a run that is slower than the pace takes the slots behind it', () => {
    expect(paces(2000, 200, 500, 3)).toBe(2000 + 2 * 600 + 500);
  });

  test('a recovery adds what it may hold back, and a schedule knows no limit', () => {
    const run = { argv: ['/x'], user: 'daemon' } as const;
    const rest = { attempts: 2, backoffMs: 0, maxBackoffMs: 0, settleMs: 0, failureTimeoutMs: 1000 };
    const base = { intervalMs: 1000, changingIntervalMs: 1000, timeoutMs: 1000, fall: 2 };
    expect(detectionMs(checkConfig({ ...base, recover: { run, withinMs: 5000, ...rest } }))).toBe(8000);
    expect(detectionMs(checkConfig({ schedule: { pattern: '0 3 * * *', timeZone: 'UTC' } }))).toBeUndefined();
  });
});

const map = (fallback: string): string =>
  GOOD.replace('    fall 3\n', `    fall 3\n exit_weights {\n 0 0\n default ${fallback}\n}\n`);

describe('the lines that validate shows', () => {
  test('a fault waits for the skew time, a weight for the master-down time', () => {
    expect(linesOf(GOOD)).toEqual([
      'WEB: when chk fails, another node takes over after at most 9 s (the failure is known after at most 8 s)',
    ]);
    expect(linesOf(GOOD.replace('        chk\n', '        chk weight -60\n'))).toEqual([
      'WEB: when chk fails, another node takes over after at most 12 s (the failure is known after at most 8 s)',
    ]);
  });

  test('with version 3 the skew time is at most one advert interval', () => {
    const text = GOOD.replace('advert_int 1\n', 'advert_int 0.1\n    version 3\n');
    expect(linesOf(text)[0]).toContain('after at most 8.1 s');
  });

  test('exit_weights decide themselves whether a failure is a fault', () => {
    expect(linesOf(map('fault'))[0]).toContain('after at most 9 s');
    expect(linesOf(map('-60'))[0]).toContain('after at most 12 s');
  });

  test('a group is as late as its slowest member', () => {
    const blocks = 'check a {\n file {\n path /x\n}\ninterval 5s\n}\ncheck_group g {\n of { a chk }\n}\nvrrp_instance';
    const text = GOOD.replace('vrrp_instance', blocks)
      .replace('        chk\n', '')
      .replace('track_script {', 'track_check {\n g');
    expect(linesOf(text)).toEqual([
      'WEB: when g fails, another node takes over after at most 9 s (the failure is known after at most 8 s)',
    ]);
  });

  test('without an instance nobody takes over', () => {
    expect(linesOf(portCheck('interval 5s'))).toEqual(['port: a failure is known after at most 6 s']);
  });
});
