import { expect, test } from 'vitest';
import { codesOf, faultsOf, loadText, portCheck } from '../../../loading.ts';

test('patterns and spans, in the zone of the check', () => {
  const loaded = loadText(
    portCheck(
      'during {\n "0-59 8-17 * * 1-5"\n 0-59 10-11 * * 6\n}\nexcept { from "0 2 * * 6" for 3h }\noutside hold\ntime_zone Europe/Berlin',
    ),
  );
  expect(faultsOf(loaded)).toEqual([]);
  expect(loaded.model?.checks[0]?.windows).toEqual({
    during: [
      { type: 'minutes', pattern: '0-59 8-17 * * 1-5' },
      { type: 'minutes', pattern: '0-59 10-11 * * 6' },
    ],
    except: [{ type: 'span', from: '0 2 * * 6', lengthMs: 10_800_000 }],
    timeZone: 'Europe/Berlin',
    outside: 'hold',
  });
});

test.each(['from', 'from for 3h', 'from "0 2 * * 6"', 'from "0 2 * * 6" for'])('%s is no window', (line) => {
  expect(codesOf(loadText(portCheck(`except {\n ${line}\n}\noutside good`)))).toContain('CONF-377');
});

test('the word from may be left out where a length follows', () => {
  const loaded = loadText(portCheck('except {\n 0 2 * * 6 for 30m\n}\noutside good\ntime_zone UTC'));
  expect(loaded.model?.checks[0]?.windows).toMatchObject({
    except: [{ type: 'span', from: '0 2 * * 6', lengthMs: 1_800_000 }],
  });
});

test('a length is a duration', () => {
  expect(codesOf(loadText(portCheck('except {\n from "0 2 * * 6" for long\n}\noutside good')))).toContain('CONF-330');
});
