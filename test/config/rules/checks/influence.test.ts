import { describe, expect, test } from 'vitest';
import { codesOf, faultsOf, GOOD, loadText } from '../../loading.ts';

const tracking = (lines: string, tracked: string): string =>
  GOOD.replace('    fall 3\n', `    fall 3\n${lines}\n`).replace('        chk\n', `        ${tracked}\n`);

describe('TR-08: ignore on the only check that can lead to FAULT', () => {
  test('is refused', () => {
    expect(codesOf(loadText(tracking('on_error ignore', 'chk')))).toContain('CONF-371');
  });

  test.each([
    ['with i_know', tracking('on_error ignore\ni_know', 'chk')],
    ['with a weight', tracking('on_error ignore', 'chk weight -60')],
    [
      'beside another one',
      tracking('on_error ignore', 'chk\n other').replace(
        'vrrp_instance',
        'vrrp_script other {\n script "/usr/local/bin/other"\n}\nvrrp_instance',
      ),
    ],
  ])('is warned of %s', (_what, text) => {
    expect(faultsOf(loadText(text)).filter((code) => code.startsWith('CONF-37'))).toEqual(['CONF-372']);
  });
});

const reach = (lines: string, tracked = 'chk'): readonly string[] =>
  loadText(tracking(lines, tracked))
    .diagnostics.filter(({ code }) => code === 'CONF-604')
    .map(({ message }) => message);

describe('the reach of the priority', () => {
  test('counts the worst of exit_weights', () => {
    expect(reach('exit_weights {\n 0 0\n 1 -200\n default -10\n}')).toEqual([
      'with all checks bad the priority would be -50; it is clamped to 1',
    ]);
    expect(reach('exit_weights {\n 0 120\n default 0\n}')).toEqual([
      'with all checks good the priority would be 270; it is clamped to 254',
    ]);
  });

  test('turns with reverse', () => {
    expect(reach('', 'chk weight 200 reverse')).toEqual([
      'with all checks bad the priority would be -50; it is clamped to 1',
    ]);
  });

  test('exit_weights with a fault keep the warning that nobody may hold the address', () => {
    expect(codesOf(loadText(tracking('exit_weights {\n 0 0\n default fault\n}', 'chk')))).toContain('CONF-612');
    expect(codesOf(loadText(tracking('exit_weights {\n 0 0\n default -60\n}', 'chk')))).not.toContain('CONF-612');
  });
});

test('a weight where a check with points of its own is tracked is refused', () => {
  expect(codesOf(loadText(tracking('exit_weights {\n 0 0\n default -60\n}', 'chk weight -20')))).toContain('CONF-376');
});
