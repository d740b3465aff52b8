import { expect, test } from 'vitest';
import {
  type Answer,
  judgeAnswer,
  judgeHeartbeat,
  judgeLag,
  judgeReadOnly,
} from '../../../../src/probes/native/mysql/answers.ts';

const answer = (columns: readonly string[], ...rows: readonly (readonly (string | null)[])[]): Answer => ({
  columns,
  rows,
});

test.each([
  [{ type: 'answer' } as const, answer(['n']), 'ok', 'answers with no row'],
  [{ type: 'answer' } as const, answer(['n'], [null]), 'ok', 'answers NULL'],
  [{ type: 'cell', text: '1' } as const, answer(['n'], ['1']), 'ok', 'answers "1"'],
  [{ type: 'cell', text: '2' } as const, answer(['n'], ['1']), 'bad', 'answers "1", wanted "2"'],
  [{ type: 'cell', text: '2' } as const, answer(['n']), 'bad', 'answers with no row, wanted "2"'],
  [{ type: 'rows', least: 1 } as const, answer(['n'], ['1']), 'ok', 'answers with 1 rows'],
  [{ type: 'rows', least: 2 } as const, answer(['n'], ['1']), 'bad', 'answers with 1 rows, at least 2 wanted'],
])('%j of %j is %s', (expected, given, result, detail) => {
  expect(judgeAnswer(expected, given)).toEqual({ result, detail });
});

test.each([
  ['0', 'ok'],
  ['OFF', 'ok'],
  ['1', 'bad'],
  ['ON', 'bad'],
  ['', 'bad'],
])('read_only %j is %s', (value, result) => {
  expect(judgeReadOnly('bad', answer(['@@global.read_only'], [value])).result).toBe(result);
});

const limits = { maxLagMs: 10_000, warnLagMs: 2000 } as const;
test.each([
  [['Seconds_Behind_Master'], ['0'], 'ok', 'is 0 s behind'],
  [['Seconds_Behind_Source'], ['3'], 'warn', 'is 3 s behind, more than 2 s'],
  [['Seconds_Behind_Source'], ['11'], 'bad', 'is 11 s behind, at most 10 s wanted'],
  [
    ['Seconds_Behind_Master', 'Last_SQL_Error'],
    [null, 'Duplicate entry'],
    'bad',
    'does not replicate: Duplicate entry',
  ],
] as const)('a replica with %j = %j is %s', (columns, row, result, detail) => {
  expect(judgeLag(limits, answer(columns, row))).toEqual({ result, detail });
});

test('a server without replication is no replica', () => {
  expect(judgeLag(limits, answer([]))).toEqual({ result: 'bad', detail: 'is no replica' });
});

const COLUMNS = ['NAME', 'TYPE', 'HOST', 'PORT', 'RS_CODE', 'RETRY', 'STATUS', 'STOP'];
const host = (name: string, code: string, stop = 'false'): readonly string[] => [
  name,
  'mysql',
  '10.0.0.1',
  '3306',
  code,
  '0',
  'idle',
  stop,
];

test.each([
  ['any', [host('dn1', '1'), host('dn2', '-1')], 'warn', 'dn2 fails'],
  ['any', [host('dn1', '-2'), host('dn2', '-1')], 'bad', 'one is needed'],
  ['all', [host('dn1', '1'), host('dn2', '1')], 'ok', 'dn1 answers, dn2 answers'],
  ['all', [host('dn1', '1'), host('dn2', '0')], 'bad', 'dn2 was not asked yet; all are needed'],
  ['all', [host('dn1', '1', 'true')], 'warn', 'dn1 answers (heartbeat stopped)'],
  [{ names: ['dn1'] }, [host('dn1', '1'), host('dn2', '-1')], 'warn', 'dn2 fails'],
  [{ names: ['dn2', 'dn3'] }, [host('dn1', '1'), host('dn2', '-1')], 'bad', 'needed: dn2, dn3'],
  ['any', [], 'bad', 'mycat knows no data host'],
] as const)('NP-05 need %j with heartbeats %j is %s', (need, rows, result, words) => {
  expect(judgeHeartbeat(need, answer(COLUMNS, ...rows))).toMatchObject({
    result,
    detail: expect.stringContaining(words),
  });
});

test('what has no RS_CODE is no mycat', () => {
  expect(judgeHeartbeat('any', answer(['n'], ['1']))).toMatchObject({
    result: 'bad',
    detail: expect.stringContaining('no mycat'),
  });
});
