import { expect, test } from 'vitest';
import { verdictOf } from '../../src/health/verdict.ts';
import { starvedRecord } from '../../src/probes/starved.ts';
import { checkConfig } from '../support/configs.ts';

test('RC-56 a run that waited too long for its turn is a failure of the checker', () => {
  const record = starvedRecord(checkConfig(), 700);
  expect(record).toMatchObject({ check: 'nginx', lateMs: 700, outcome: { type: 'starved', waitedMs: 700 } });
  expect(verdictOf(record.outcome, record.summary, 'keepalived')).toMatchObject({
    sample: 'failure',
    blame: 'checker',
  });
});
