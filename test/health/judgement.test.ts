import { describe, expect, test } from 'vitest';
import { judgeRun, type Judgement } from '../../src/health/judgement.ts';
import type { Finding, Outcome } from '../../src/health/outcome.ts';
import type { CheckConfig, ExitWeights, Points } from '../../src/model/check.ts';
import { checkConfig, scriptProbe } from '../support/configs.ts';

const missing = { rule: 'script-missing', path: '/x', detail: '/x does not exist', fix: 'put it there' } as const;

const judge = (outcome: Outcome, changes: Partial<CheckConfig> = {}, printed = ''): Judgement =>
  judgeRun({ outcome, summary: '', stdout: { head: printed, tail: '', bytes: printed.length } }, checkConfig(changes));

const exited = (code: number): Outcome => ({ type: 'exited', code });
const probed = (result: Finding['result'], more: Partial<Finding> = {}): Outcome => ({
  type: 'probed',
  result,
  phase: 'look',
  detail: 'looked',
  ...more,
});

test('a run without a figure has none, and counts once', () => {
  expect(judge(exited(0))).toEqual({
    verdict: { sample: 'success', level: 'ok', blame: 'none', reason: 'exit 0' },
    figure: 'none',
    certainty: 'counts',
  });
});

test('the exit convention is that of the script', () => {
  const probe = scriptProbe(['/x'], { exit: 'nagios' });
  expect(judge(exited(1), { probe }).verdict).toMatchObject({ sample: 'success', level: 'warn' });
  expect(judge(exited(3), { probe }).verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
});

test('a finding beyond doubt decides', () => {
  expect(judge(probed('bad', { certainty: 'decides' })).certainty).toBe('decides');
  expect(judge(probed('bad')).certainty).toBe('counts');
});

describe('exit_weights', () => {
  const exitWeights: ExitWeights = {
    ranges: [
      { from: 0, to: 0, points: 5 },
      { from: 1, to: 1, points: -10 },
      { from: 3, to: 9, points: -60 },
    ],
    signal: -70,
    timeout: -80,
    error: -90,
    fallback: 'fault',
  };
  const cases: readonly [string, Outcome, Points | 'none'][] = [
    ['exit 0', exited(0), 5],
    ['exit 1', exited(1), -10],
    ['exit 2, in no range', exited(2), 'fault'],
    ['exit 3, the first of a range', exited(3), -60],
    ['exit 9, the last of a range', exited(9), -60],
    ['exit 10', exited(10), 'fault'],
    ['a signal', { type: 'signaled', signal: 'SIGTERM' }, -70],
    ['a time-out', { type: 'timedOut', limitMs: 1, endedBy: 'kill' }, -80],
    ['a process that hangs', { type: 'stuck', pid: 1, sinceMs: 1 }, -80],
    ['a program that is missing', { type: 'spawnFailed', errno: 'ENOENT', diagnosis: missing }, -90],
    ['a program that is refused', { type: 'refused', diagnosis: missing }, -90],
    ['a slot waited away', { type: 'starved', waitedMs: 1 }, -90],
    ['a probe that is content', probed('ok'), 5],
    ['a probe that warns', probed('warn'), -10],
    ['a probe that is not content', probed('bad'), 'fault'],
    ['a probe that could not ask', probed('broken'), -90],
    ['no sample', { type: 'cancelled', by: 'stop' }, 'none'],
  ];
  test.each(cases)('%s', (_name, outcome, figure) => expect(judge(outcome, { exitWeights }).figure).toBe(figure));
});

describe('weight_from output', () => {
  const output = { weightFrom: 'output' } as const;
  test.each([
    ['-20\nmore', -20],
    ['  +7 \r\n', 7],
    ['0', 0],
    ['9999999', 253],
    ['-254', -253],
  ])('%j is %d points', (printed, figure) => {
    expect(judge(exited(0), output, printed)).toMatchObject({ figure, verdict: { sample: 'success' } });
  });

  test.each(['', '\n5', 'ok', '1.5', '5 points', '0x10'])('%j is the fault of the check', (printed) => {
    const { verdict, figure } = judge(exited(0), output, printed);
    expect(figure).toBe('none');
    expect(verdict).toMatchObject({ sample: 'failure', blame: 'checker' });
    expect(verdict.reason).toContain('a whole number such as -20');
  });

  test('what a failed run printed does not count', () => {
    expect(judge(exited(1), output, '50')).toMatchObject({ figure: 'none', verdict: { blame: 'service' } });
  });
});

describe('weight_from value', () => {
  const value = { weightFrom: 'value' } as const;
  test('is the number that the probe read', () => {
    expect(judge(probed('ok', { value: 70 }), value)).toMatchObject({ figure: 70, verdict: { sample: 'success' } });
  });
  test.each([undefined, Number.NaN, Number.POSITIVE_INFINITY])('%s is the fault of the check', (read) => {
    const finding = probed('ok', read === undefined ? {} : { value: read });
    expect(judge(finding, value)).toMatchObject({ figure: 'none', verdict: { sample: 'failure', blame: 'checker' } });
  });
});
