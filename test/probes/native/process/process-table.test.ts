import { expect, test } from 'vitest';
import {
  parseStat,
  processIds,
  readCommandLine,
  readExe,
  readName,
  readStat,
  scan,
  seesEverybody,
} from '../../../../src/probes/native/process/process-table.ts';
import { orphan, programCalled } from '../../../support/orphans.ts';

test.each([
  ['17 (nginx) S 1 17 17 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 0 0', 'nginx', 'S'],
  ['17 (a) b (c) R 1 17 17 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 4711 0 0', 'a) b (c', 'R'],
])('%s is one process, whatever its name holds', (line, name, state) => {
  expect(parseStat(line)).toEqual({ pid: 17, name, state, parent: 1, session: 17, startTicks: 4711 });
});

test('what is no line of stat is no process', () => {
  expect(parseStat('')).toBeUndefined();
  expect(parseStat('17 nginx S 1')).toBeUndefined();
});

test('a process is read with its name, program and command line', () => {
  const program = programCalled('a-long-name-of-a-service');
  const { pid } = orphan(program, '60', '0.5');
  expect(readStat(pid)).toMatchObject({ pid, name: 'a-long-name-of-' });
  expect(readName(pid)).toBe('a-long-name-of-');
  expect(readExe(pid)).toBe(program);
  expect(readCommandLine(pid)).toEqual([program, '60', '0.5']);
  expect(processIds()).toContain(pid);
  expect(seesEverybody()).toBe(true);
});

test('a process that is gone reads as nothing', () => {
  const nobody = 4_194_305;
  expect([readStat(nobody), readName(nobody), readExe(nobody), readCommandLine(nobody)]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a scan asks every process once and keeps what was answered', async () => {
  const asked: number[] = [];
  const found = await scan((pid) => {
    asked.push(pid);
    return pid === process.pid ? 'me' : undefined;
  });
  expect(found).toEqual(['me']);
  expect(new Set(asked).size).toBe(asked.length);
});
