import { describe, expect, test } from 'vitest';
import { countBySeverity, Findings } from '../../src/config/diagnostic.ts';

const at = (start: number, file = 'a') => ({ file, start, end: start + 1 });

describe('findings', () => {
  test('come in the order of files and places', () => {
    const findings = new Findings();
    const report = findings.reporter('text');
    report('CONF-106', at(5), 'x');
    report('CONF-101', at(9), 'y');
    report('CONF-101', at(1, 'b'), 'z');
    report('CONF-101', at(1), 'w');
    expect(findings.list(['a', 'b']).map(({ message }) => message)).toEqual(['w', 'x', 'y', 'z']);
  });

  test('the same finding at the same place counts once', () => {
    const findings = new Findings();
    findings.reporter('text')('CONF-101', at(1), 'x');
    findings.reporter('text')('CONF-101', at(1), 'x');
    expect(findings.list(['a'])).toHaveLength(1);
  });

  test('at most 200 are kept, and warnings never push an error out', () => {
    const findings = new Findings();
    const report = findings.reporter('text');
    for (let index = 0; index < 500; index += 1) report('CONF-106', at(index), 'w');
    expect(findings.textErrors).toBe(false);
    report('CONF-101', at(900), 'e');
    expect(findings.textErrors).toBe(true);
    expect(countBySeverity(findings.list(['a']))).toEqual({ errors: 1, warnings: 199, infos: 0 });
  });

  test('an error of the host is no error of the text', () => {
    const findings = new Findings();
    findings.reporter('host')('CONF-308', at(1), 'x');
    expect(findings.textErrors).toBe(false);
    expect(findings.list(['a'])).toMatchObject([
      { origin: 'host', severity: 'error', help: 'create it, or correct the path' },
    ]);
  });
});
