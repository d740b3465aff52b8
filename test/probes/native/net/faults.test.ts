import { expect, test } from 'vitest';
import { faultOf } from '../../../../src/probes/native/net/faults.ts';

const fault = (code: string) => faultOf(Object.assign(new Error(`connect ${code}`), { code }), '192.0.2.1:80');

test.each(['ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'])(
  '%s blames the service',
  (code) => {
    expect(fault(code)).toMatchObject({ result: 'bad', detail: expect.stringMatching(/^192\.0\.2\.1:80 [a-z]/) });
  },
);

test.each(['EADDRNOTAVAIL', 'EMFILE', 'ENFILE', 'EACCES', 'EPERM'])('%s blames the check', (code) => {
  expect(fault(code)).toMatchObject({ result: 'broken', detail: expect.stringContaining('was not asked: ') });
});

test('what is not known keeps the words of the system', () => {
  expect(fault('EODD')).toEqual({ result: 'bad', detail: '192.0.2.1:80 failed: connect EODD' });
});
