import { expect, test } from 'vitest';
import type { Report } from '../../../src/config/diagnostic.ts';
import { clusterReport, reportersByNode } from '../../../src/config/cluster/reporting.ts';

const PLACE = { file: 'a', start: 1, end: 2 };

function said(use: (report: Report) => void): readonly string[] {
  const lines: string[] = [];
  use((code, _span, message, { help, note } = {}) =>
    lines.push([code, message, help, note].filter(Boolean).join(' | ')),
  );
  return lines;
}

test('nothing is said of what keepalived would do with its own syntax', () => {
  const lines = said((report) => {
    const cluster = clusterReport(report, 'cluster', (text) => text.replaceAll('secret', '***'));
    cluster('CONF-301', PLACE, 'order means nothing');
    cluster('CONF-605', PLACE, 'all nodes are known');
    cluster('CONF-104', PLACE, '"interval" needs a value', { help: 'for example: interval 1', note: 'keepalived …' });
    cluster('CONF-410', PLACE, 'only "secret" counts', { help: 'not secret' });
    cluster('CONF-201', PLACE, 'no number');
    clusterReport(report, 'lone', (text) => text)('CONF-605', PLACE, 'one node is known');
  });
  expect(lines).toEqual([
    'CONF-104 | "interval" needs a value | for example: interval: 1',
    'CONF-410 | only "***" counts | not ***',
    'CONF-201 | no number | a plain number; a time may have a unit: 500ms, 2s, 1m',
    'CONF-605 | one node is known',
  ]);
});

test('a later node says what no earlier one has said at that place, with its name', () => {
  const lines = said((report) => {
    const reporterOf = reportersByNode(report);
    reporterOf('a')('CONF-202', PLACE, 'first');
    reporterOf('a')('CONF-203', PLACE, 'twice on one node');
    const later = reporterOf('b');
    later('CONF-202', PLACE, 'first again');
    later('CONF-202', { ...PLACE, start: 0 }, 'elsewhere');
    later('CONF-202', { ...PLACE, start: 0 }, 'elsewhere, too');
  });
  expect(lines).toEqual([
    'CONF-202 | first',
    'CONF-203 | twice on one node',
    'CONF-202 | elsewhere (node b)',
    'CONF-202 | elsewhere, too (node b)',
  ]);
});
