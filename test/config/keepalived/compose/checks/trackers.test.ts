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

  test.each([
    ['init_file', { value: 0, present: 'keep' }],
    ['init_file -5', { value: -5, present: 'keep' }],
    ['init_file overwrite', { value: 0, present: 'overwrite' }],
    ['init_file 7 overwrite', { value: 7, present: 'overwrite' }],
  ])('%s is a file to make at the start', (line, made) => {
    const loaded = loadText(tracked('file', 'load', trackFile(line)));
    expect(faultsOf(loaded)).toEqual([]);
    expect(loaded.model?.initFiles).toEqual([{ path: expect.any(String), ...made }]);
  });

  test.each([
    ['init_file some', 'CONF-201'],
    ['init_file 1 2', 'CONF-105'],
  ])('%s draws %s', (line, code) => {
    expect(codesOf(loadText(tracked('file', 'load', trackFile(line))))).toContain(code);
  });

  test('one that nobody tracks is said', () => {
    expect(codesOf(loadText(tracked('file', '', trackFile(''))))).toContain('CONF-303');
  });
});

const trackProcess = (lines: string): string => `vrrp_track_process p {\n${lines}\n}\n`;
const weightsOf = (lines: string, line: string) =>
  loadText(tracked('process', line, trackProcess(`process x\n${lines}`))).model?.instances[0]?.trackedChecks[1];

const probeOf = (lines: string) => {
  const loaded = loadText(tracked('process', 'p', trackProcess(lines)));
  expect(faultsOf(loaded)).toEqual([]);
  return loaded.model?.checks[1]?.probe;
};

describe('vrrp_track_process', () => {
  test('without parameters the name alone counts, and one process is enough', () => {
    expect(probeOf('process nginx')).toEqual({
      kind: 'process',
      match: { by: 'command', program: 'nginx', compare: 'name', parameters: 'any' },
      min: 1,
      max: 'unlimited',
      minChildren: 0,
      onDeath: 'decides',
    });
  });

  test.each([
    ['process /usr/sbin/x -a "b c"', { parameters: { match: 'exact', words: ['-a', 'b c'] } }],
    ['process x\nparam_match', { parameters: { match: 'exact', words: [] } }],
    ['process x -a\nparam_match initial', { parameters: { match: 'initial', words: ['-a'] } }],
    ['process x -a\nparam_match partial', { parameters: { match: 'partial', words: ['-a'] } }],
    ['process x\nfull_command', { compare: 'commandLine', parameters: 'any' }],
  ])('%j', (lines, match) => {
    expect(probeOf(lines)).toMatchObject({ match });
  });

  test.each([
    ['quorum 2', { min: 2, max: 'unlimited' }],
    ['quorum 2\nquorum_max 4', { min: 2, max: 4 }],
    ['quorum_max 3', { min: 1, max: 3 }],
    ['quorum_max 0', { min: 0, max: 0 }],
  ])('%j', (lines, counts) => {
    expect(probeOf(`process x\n${lines}`)).toMatchObject(counts);
  });

  test('its weight, and that of the line that tracks it', () => {
    expect(weightsOf('', 'p')).toMatchObject({ weight: 0 });
    expect(weightsOf('weight -254', 'p')).toMatchObject({ weight: -254 });
    expect(weightsOf('weight -20', 'p weight 10 reverse')).toMatchObject({ weight: 10, reverse: 'reverse' });
  });

  test.each([
    ['', { rise: 1, fall: 1, changingIntervalMs: 1000 }, 'decides'],
    ['delay 3', { rise: 4, fall: 4, changingIntervalMs: 1000 }, 'counts'],
    ['delay 0.25', { rise: 2, fall: 2, changingIntervalMs: 250 }, 'counts'],
    ['terminate_delay 2', { rise: 1, fall: 3, changingIntervalMs: 1000 }, 'counts'],
    ['fork_delay 2', { rise: 3, fall: 1, changingIntervalMs: 1000 }, 'decides'],
    ['delay 2\nterminate_delay 0.5', { rise: 5, fall: 2, changingIntervalMs: 500 }, 'counts'],
    ['quorum_max 0\nfork_delay 2', { rise: 1, fall: 3, changingIntervalMs: 1000 }, 'counts'],
  ])('a change counts once it has lasted: %j', (lines, counts, onDeath) => {
    const loaded = loadText(tracked('process', 'p', trackProcess(`process x\n${lines}`)));
    expect(faultsOf(loaded)).toEqual([]);
    expect(loaded.model?.checks[1]).toMatchObject({ ...counts, probe: { onDeath } });
  });

  test('a process, a file and a script may have one name', () => {
    const blocks = `${trackFile('', 'chk')}vrrp_track_process chk {\n process x\n}\n`;
    const text = tracked('process', 'chk', blocks).replace('track_script {', 'track_file {\n chk\n}\ntrack_script {');
    const loaded = loadText(text);
    expect(faultsOf(loaded)).toEqual([]);
    expect(loaded.model?.instances[0]?.trackedChecks.map(({ name }) => name)).toEqual([
      'chk',
      'process:chk',
      'file:chk',
    ]);
  });

  test.each([
    ['weight 1', 'CONF-624'],
    ['process', 'CONF-624'],
    ['process x\nquorum 3\nquorum_max 2', 'CONF-625'],
    ['process x\nparam_match some', 'CONF-212'],
  ])('%j is refused or remarked', (lines, code) => {
    expect(codesOf(loadText(tracked('process', 'p', trackProcess(lines))))).toContain(code);
  });
});
