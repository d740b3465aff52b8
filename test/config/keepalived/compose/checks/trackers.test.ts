import { describe, expect, test } from 'vitest';
import { codesOf, faultsOf, GOOD, loadText } from '../../../loading.ts';

const tracked = (block: string, lines: string, blocks: string): string =>
  GOOD.replace('vrrp_instance', () => `${blocks}vrrp_instance`).replace(
    'track_script {',
    () => `track_${block} {\n${lines}\n}\ntrack_script {`,
  );
const trackFile = (lines: string, name = 'load'): string => `track_file ${name} {\n file /run/load\n${lines}\n}\n`;

describe('track_file', () => {
  test('is a check that reads a number, and the weight is its factor', () => {
    const loaded = loadText(tracked('file', 'load', trackFile('')));
    expect(faultsOf(loaded)).toEqual([]);
    expect(loaded.model?.checks[1]).toMatchObject({
      name: 'load',
      probe: { kind: 'file', path: '/run/load', content: { type: 'number', empty: 'zero' } },
      weightFrom: 'value',
      firstResult: 'decides',
    });
    expect(loaded.model?.instances[0]?.trackedChecks[1]).toEqual({
      name: 'load',
      weight: 1,
      warnWeight: 'weight',
      reverse: 'normal',
    });
  });

  test.each([
    ['weight -2', 'load', { weight: -2, reverse: 'normal' }],
    ['weight -2 reverse', 'load', { weight: -2, reverse: 'reverse' }],
    ['weight -2', 'load weight 254', { weight: 254 }],
    ['weight 0', 'load', { weight: 0 }],
    ['weight 5\nweight 7', 'load', { weight: 5 }],
  ])('%j tracked as %j', (lines, line, expected) => {
    const { model } = loadText(tracked('file', line, trackFile(lines)));
    expect(model?.instances[0]?.trackedChecks[1]).toMatchObject(expected);
  });

  test('has the old name vrrp_track_file', () => {
    const loaded = loadText(tracked('file', 'load', `vrrp_${trackFile('')}`));
    expect(faultsOf(loaded)).toEqual(['CONF-120']);
    expect(loaded.model?.checks[1]).toMatchObject({ name: 'load' });
  });

  test('keeps its name apart from that of a script', () => {
    const loaded = loadText(tracked('file', 'chk', trackFile('', 'chk')));
    expect(faultsOf(loaded)).toEqual([]);
    expect(loaded.model?.checks.map(({ name, probe }) => [name, probe.kind])).toEqual([
      ['chk', 'script'],
      ['file:chk', 'file'],
    ]);
    expect(loaded.model?.instances[0]?.trackedChecks.map(({ name }) => name)).toEqual(['chk', 'file:chk']);
  });

  test('a name that is not defined is refused, also when a script has it', () => {
    expect(loadText(tracked('file', 'chk', '')).diagnostics).toContainEqual(
      expect.objectContaining({ code: 'CONF-302', message: 'no track_file "chk"' }),
    );
    expect(codesOf(loadText(tracked('file', 'load', trackFile('') + trackFile(''))))).toContain('CONF-115');
  });

  test('one that is defined further down is tracked, which keepalived would not do', () => {
    const loaded = loadText(`${tracked('file', 'load', '')}${trackFile('')}`);
    expect(faultsOf(loaded)).toEqual(['CONF-301']);
    expect(loaded.model?.checks).toHaveLength(2);
  });

  test('without a file, or with a path that is not absolute, it is refused', () => {
    expect(codesOf(loadText(tracked('file', 'load', 'track_file load {\n weight 1\n}\n')))).toContain('CONF-624');
    expect(loadText(tracked('file', 'load', 'track_file load {\n file run\n}\n')).model).toBeUndefined();
  });

  test('one that nobody tracks is said', () => {
    expect(codesOf(loadText(tracked('file', '', trackFile(''))))).toContain('CONF-303');
  });
});
