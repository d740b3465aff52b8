import { describe, expect, test } from 'vitest';
import type { CheckConfig } from '../../../../../src/model/check.ts';
import { codesOf, faultsOf, loadText, portCheck, scriptCheck } from '../../../loading.ts';

const judged = (text: string): CheckConfig | undefined => {
  const loaded = loadText(text);
  expect(faultsOf(loaded)).toEqual([]);
  return loaded.model?.checks[0];
};

describe('what holds where nothing is said', () => {
  test('in a vrrp_script: as in keepalived', () => {
    expect(judged(scriptCheck(''))).toMatchObject({
      intervalMs: 2000,
      changingIntervalMs: 2000,
      downIntervalMs: 2000,
      timeoutMs: 2000,
      schedule: 'interval',
      initialDelayMs: 0,
      firstResult: 'decides',
      initial: 'unknown',
      onError: { policy: 'fail' },
      staleAfterMs: 6000,
      flap: 'off',
      exitWeights: 'none',
      weightFrom: 'config',
      needs: [],
      whileBlocked: 'down',
      windows: 'always',
      inMaintenance: 'frozen',
      recover: 'none',
      onChange: 'none',
    });
  });

  test('in a check: results count from the start, and a probe answers within a second', () => {
    expect(judged(portCheck('interval 5s'))).toMatchObject({
      intervalMs: 5000,
      timeoutMs: 1000,
      firstResult: 'counts',
    });
    expect(judged(portCheck('interval 500ms'))).toMatchObject({ intervalMs: 500, timeoutMs: 500 });
  });
});

describe('each word becomes its field', () => {
  test.each<[string, Partial<CheckConfig>]>([
    ['interval_changing 200ms', { changingIntervalMs: 200 }],
    ['interval_down 10', { downIntervalMs: 10_000 }],
    ['initial_delay 1.5m', { initialDelayMs: 90_000 }],
    ['rise 2\nfall 3', { rise: 2, fall: 3 }],
    ['init_fail', { initial: 'down' }],
    ['first decides', { firstResult: 'decides' }],
    ['stale_after 1h', { staleAfterMs: 3_600_000 }],
    ['on_error hold\nhold_limit 30s', { onError: { policy: 'hold', limitMs: 30_000 } }],
    ['flap on', { flap: { halfLifeMs: 60_000, holdMs: 300_000 } }],
    ['flap_hold 2m', { flap: { halfLifeMs: 60_000, holdMs: 120_000 } }],
    ['flap on\nflap_half_life 10s', { flap: { halfLifeMs: 10_000, holdMs: 300_000 } }],
    ['flap off', { flap: 'off' }],
    ['maintenance good', { inMaintenance: 'good' }],
    [
      'on_change "/usr/bin/logger -t check"',
      { onChange: { argv: ['/usr/bin/logger', '-t', 'check'], user: { user: 'nobody' } } },
    ],
    ['on_change "/usr/bin/logger x" root', { onChange: { argv: ['/usr/bin/logger', 'x'], user: { user: 'root' } } }],
    [
      'schedule "*/5 * * * *"\ntime_zone Europe/Berlin\nstale_after 20m',
      { schedule: { pattern: '*/5 * * * *', timeZone: 'Europe/Berlin' } },
    ],
    ['schedule */5 * * * *\ntime_zone UTC\nstale_after 20m', { schedule: { pattern: '*/5 * * * *', timeZone: 'UTC' } }],
  ])('%s', (lines, fields) => {
    expect(judged(portCheck(lines))).toMatchObject(fields);
  });

  test('needs, and what it counts as while one of them is down', () => {
    const gateway = 'check gw {\n file {\n path /run/ready\n}\n}\n';
    expect(judged(portCheck('needs {\n gw\n}\nblocked hold\nblocked_limit 20s', gateway))).toMatchObject({
      needs: ['gw'],
      whileBlocked: { holdMs: 20_000 },
    });
    expect(judged(portCheck('needs { gw }', gateway))).toMatchObject({ needs: ['gw'], whileBlocked: 'down' });
  });

  test('exit and weight_from of a script', () => {
    expect(judged(scriptCheck('exit nagios'))?.probe).toMatchObject({ exit: 'nagios' });
    expect(judged(scriptCheck('weight_from stdout'))).toMatchObject({ weightFrom: 'output' });
  });

  test('the zone of global_defs holds for all checks', () => {
    const text = portCheck('schedule "0 3 * * *"\nstale_after 24h').replace(
      'script_user',
      'time_zone Asia/Tokyo\nscript_user',
    );
    expect(judged(text)?.schedule).toEqual({ pattern: '0 3 * * *', timeZone: 'Asia/Tokyo' });
  });
});

describe('what is no value of a word is refused', () => {
  test.each([
    ['interval_changing 5ms', 'CONF-202'],
    ['interval_changing 2 s', 'CONF-105'],
    ['initial_delay soon', 'CONF-330'],
    ['hold_limit 11m', 'CONF-202'],
    ['on_error wait', 'CONF-212'],
    ['first maybe', 'CONF-212'],
    ['flap maybe', 'CONF-204'],
    ['schedule', 'CONF-104'],
    ['exit nagios', 'CONF-102'],
    ['interval 0', 'CONF-202'],
    ['interval_chnaging 2s', 'CONF-101'],
  ])('%s', (line, code) => {
    expect(codesOf(loadText(portCheck(line)))).toContain(code);
  });
});

test('behind @vipward keepalived skips the words, and vipward takes them', () => {
  const text = scriptCheck(
    '@vipward needs { gw }\n@vipward on_error hold\n@vipward hold_limit 10s',
    'check gw {\n file {\n path /run/ready\n}\n}\n',
  );
  expect(judged(text)).toMatchObject({ needs: ['gw'], onError: { policy: 'hold', limitMs: 10_000 } });
});
