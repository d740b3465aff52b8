import { expect, test } from 'vitest';
import { judgeServerError } from '../../../../src/probes/native/mysql/login-faults.ts';

test.each([
  [1045, 'broken'],
  [1130, 'broken'],
  [1227, 'broken'],
  [1064, 'broken'],
  [1040, 'bad'],
  [1129, 'bad'],
  [1146, 'bad'],
  [3009, 'bad'],
])('error %d of a server is %s, and is shown', (code, result) => {
  expect(judgeServerError(code, 'its words')).toMatchObject({
    result,
    detail: expect.stringMatching(new RegExp(`its words \\(${code}\\)`)),
  });
});
