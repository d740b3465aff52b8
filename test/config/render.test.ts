import { describe, expect, test } from 'vitest';
import { renderSummary, renderText, toJson } from '../../src/config/render.ts';
import { GOOD, loadText } from './loading.ts';

const render = (text: string, code: string): string => {
  const loaded = loadText(text);
  return renderText(
    loaded.diagnostics.filter((found) => found.code === code),
    loaded.files,
  );
};

describe('diagnostics as text', () => {
  test('message, place, line, caret with what to do, and what keepalived would do', () => {
    expect(render(GOOD.replace('interval 2', 'intervall 2'), 'CONF-101')).toBe(
      `error CONF-101: unknown keyword "intervall" in vrrp_script
 --> /etc/keepalived/keepalived.conf:8:5
  |
8 |     intervall 2
  |     ^^^^^^^^^ did you mean "interval"?
  = keepalived would print a message and use the default, 1
`,
    );
  });

  test('tabs are four columns wide, columns count code points', () => {
    expect(render(GOOD.replace('    state BACKUP', '\tstate\t日本'), 'CONF-212')).toBe(
      `error CONF-212: state "日本": use MASTER or BACKUP
  --> /etc/keepalived/keepalived.conf:12:8
   |
12 |     state    日本
   |              ^^ use MASTER or BACKUP
`,
    );
  });

  test('other places are named', () => {
    expect(render(GOOD.replace('priority 150', 'priority 150\n    priority 120'), 'CONF-106')).toContain(
      '   = first set here: /etc/keepalived/keepalived.conf:15:5\n',
    );
  });

  test('a long line is cut around the caret', () => {
    const [, , , line = '', caret = ''] = render(
      GOOD.replace('router_id web-a', `router_id ${'x'.repeat(300)} surplus ${'y'.repeat(300)}`),
      'CONF-105',
    ).split('\n');
    expect(line).toMatch(/^2 \| …x{31} surplus y+…$/);
    expect(line.length).toBeLessThan(110);
    expect(line.charAt(caret.indexOf('^'))).toBe('s');
  });

  test('control characters do not reach the terminal', () => {
    expect(render(GOOD.replace('web-a', '\u001b[31m x'), 'CONF-105')).not.toContain('\u001b');
  });

  test('a summary counts', () => {
    expect(renderSummary(loadText(GOOD.replace('interval 2', 'intervall 2')).diagnostics)).toBe('1 error, 1 remark');
    expect(renderSummary([])).toBe('no findings');
  });
});

test('diagnostics as data carry both ends of their place', () => {
  const loaded = loadText(GOOD.replace('priority 150', 'priority 150\n    priority 120'));
  expect(toJson(loaded.diagnostics, loaded.files)[0]).toEqual({
    severity: 'warning',
    code: 'CONF-106',
    origin: 'text',
    message: '"priority" set again',
    help: 'the last one counts; delete the other',
    place: { file: '/etc/keepalived/keepalived.conf', line: 16, column: 5, endLine: 16, endColumn: 13 },
    related: [
      {
        file: '/etc/keepalived/keepalived.conf',
        line: 15,
        column: 5,
        endLine: 15,
        endColumn: 13,
        message: 'first set here',
      },
    ],
  });
});
