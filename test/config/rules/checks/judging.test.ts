import { describe, expect, test } from 'vitest';
import { codesOf, faultsOf, loadText, portCheck, scriptCheck } from '../../loading.ts';

describe('TR-08: nothing is held without a limit', () => {
  test.each(['on_error hold', 'needs { chk }\nblocked hold'])('%j', (lines) => {
    const script = 'vrrp_script chk {\n script "/x"\n}\n';
    expect(faultsOf(loadText(portCheck(lines, script)))).toEqual(['CONF-370']);
  });
});

test('points come from one place', () => {
  expect(faultsOf(loadText(scriptCheck('weight -20\nweight_from stdout')))).toEqual(['CONF-376']);
  expect(faultsOf(loadText(scriptCheck('weight_from stdout\nexit_weights {\ndefault fault\n}')))).toEqual(['CONF-376']);
});

test('a number that is read needs a probe that reads one', () => {
  expect(faultsOf(loadText(portCheck('weight 1\nweight_from value')))).toEqual(['CONF-392']);
});

test('a window says what counts outside', () => {
  expect(faultsOf(loadText(portCheck('time_zone UTC\nexcept { "* 2 * * *" }')))).toEqual(['CONF-381']);
});

describe('a word that can have no effect is remarked', () => {
  test.each([
    ['hold_limit 10s', 'without on_error hold'],
    ['i_know', 'without on_error ignore'],
    ['blocked down', 'without needs'],
    ['outside good', 'without during or except'],
    ['time_zone UTC', 'without schedule, during or except'],
    ['flap off\nflap_hold 2m', 'with flap off'],
    ['interval 2s\nstale_after 1h\ntime_zone UTC\nschedule "0 3 * * *"', 'beside schedule'],
  ])('%j', (lines, missing) => {
    const loaded = loadText(portCheck(lines));
    expect(faultsOf(loaded)).toEqual(['CONF-390']);
    expect(loaded.diagnostics.map(({ message }) => message)).toContainEqual(expect.stringContaining(missing));
  });

  test('a warning needs a convention that has one', () => {
    expect(faultsOf(loadText(scriptCheck('weight -20\nwarn_weight -5')))).toEqual(['CONF-390']);
    expect(faultsOf(loadText(scriptCheck('weight -20\nwarn_weight -5\nexit nagios')))).toEqual([]);
    expect(faultsOf(loadText(portCheck('weight -20\nwarn_weight -5')))).toEqual([]);
  });
});

test('stale_after leaves time for the next result, at every pace', () => {
  expect(faultsOf(loadText(portCheck('interval 5s\nstale_after 5s')))).toEqual(['CONF-393']);
  expect(faultsOf(loadText(portCheck('interval_down 5s\nstale_after 5s')))).toEqual(['CONF-393']);
  expect(faultsOf(loadText(portCheck('interval 5s\nstale_after 6s')))).toEqual([]);
});

describe('RC-10: a NUL in an argument is an error of the text, and no exception', () => {
  test.each(['\\x00', '\\0'])('%s', (escape) => {
    const loaded = loadText(scriptCheck('').replace('/usr/local/bin/check', `/usr/local/bin/check a${escape}b`));
    expect(codesOf(loaded)).toContain('CONF-386');
    expect(loaded.model).toBeUndefined();
  });

  test('also in what follows from a check', () => {
    expect(codesOf(loadText(portCheck('on_change "/usr/bin/logger \\x00"')))).toContain('CONF-386');
  });
});
