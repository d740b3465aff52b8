import { expect, test } from 'vitest';
import { faultsOf, loadText, scriptCheck } from '../../../loading.ts';

const weightsOf = (lines: string) => loadText(scriptCheck(`exit_weights {\n${lines}\n}`)).model?.checks[0]?.exitWeights;
const faultsWith = (lines: string): readonly string[] => faultsOf(loadText(scriptCheck(`exit_weights {\n${lines}\n}`)));

test('codes, ranges, and the ways to end that have no code', () => {
  expect(weightsOf('0 0\n1 -10\n3-9 -60\ndefault fault\ntimeout -30')).toEqual({
    ranges: [
      { from: 0, to: 0, points: 0 },
      { from: 1, to: 1, points: -10 },
      { from: 3, to: 9, points: -60 },
    ],
    signal: 'fault',
    timeout: -30,
    error: 'fault',
    fallback: 'fault',
  });
});

test('several pairs may stand in one line, so that one @vipward covers them', () => {
  expect(weightsOf('0 +5 1 -10 default -60')).toMatchObject({
    ranges: [{ points: 5 }, { points: -10 }],
    signal: -60,
    fallback: -60,
  });
});

test('TR-10: a gap without default is refused, and none is left when 0 to 255 is covered', () => {
  expect(faultsWith('0 0\n2-255 -60')).toEqual(['CONF-373']);
  expect(loadText(scriptCheck('exit_weights {\n0 0\n2-255 -60\n}')).diagnostics).toContainEqual(
    expect.objectContaining({ message: 'exit_weights says nothing of exit code 1' }),
  );
  expect(weightsOf('0 0\n1-255 -60')).toMatchObject({ fallback: 'fault', timeout: 'fault' });
});

test.each([
  ['0-9 0\n9 -10\ndefault fault', 'exit code 9 stands twice in exit_weights'],
  ['5 0\n0-9 -10\ndefault fault', 'exit code 5 stands twice in exit_weights'],
  ['0 0\ndefault fault\ndefault -10', '"default" stands twice in exit_weights'],
])('TR-10: overlapping keys are refused: %j', (lines, message) => {
  expect(faultsWith(lines)).toEqual(['CONF-374']);
  expect(loadText(scriptCheck(`exit_weights {\n${lines}\n}`)).diagnostics).toContainEqual(
    expect.objectContaining({ message }),
  );
});

test.each([
  ['256 0', '"256" is no key of exit_weights'],
  ['9-3 0', '"9-3" is no key of exit_weights'],
  ['ok 0', '"ok" is no key of exit_weights'],
  ['1', '"1" has no points'],
  ['1 -254', '"1" cannot be worth "-254"'],
  ['1 bad', '"1" cannot be worth "bad"'],
  ['1 1.5', '"1" cannot be worth "1.5"'],
])('%s is no pair', (line, message) => {
  const loaded = loadText(scriptCheck(`exit_weights {\n${line}\ndefault fault\n}`));
  expect(faultsOf(loaded)).toEqual(['CONF-375']);
  expect(loaded.diagnostics).toContainEqual(expect.objectContaining({ message }));
});
