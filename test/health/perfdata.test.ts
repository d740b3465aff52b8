import { describe, expect, test } from 'vitest';
import { splitPerfdata } from '../../src/health/perfdata.ts';

describe('RC-70 performance data', () => {
  test('is taken off the summary line, with its limits', () => {
    expect(splitPerfdata('OK | t=12ms;50;100;0')).toEqual({
      text: 'OK',
      perf: [{ label: 't', value: 12, unit: 'ms', warn: '50', crit: '100', min: 0 }],
    });
  });

  test('may be several values, with labels in quotes, ranges, and limits left out', () => {
    expect(splitPerfdata("DISK OK - free|/=4.5%;10:;~:5;;100 'it''s full'=-3B load=0.1").perf).toEqual([
      { label: '/', value: 4.5, unit: '%', warn: '10:', crit: '~:5', max: 100 },
      { label: "it's full", value: -3, unit: 'B' },
      { label: 'load', value: 0.1, unit: '' },
    ]);
  });

  test.each(['a | b', 'usage: x [-a|-b]', 'OK |', 'OK | t=12ms rest', 'OK'])('%s has none and stays whole', (line) => {
    expect(splitPerfdata(line)).toEqual({ text: line, perf: [] });
  });
});
