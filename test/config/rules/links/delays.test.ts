import { expect, test } from 'vitest';
import { faultsOf, GOOD, loadText } from '../../loading.ts';

const withDelay = (line: string, from = '', to = ''): readonly string[] =>
  faultsOf(loadText(`${GOOD.replace(from, () => to)}interface_up_down_delays {\n    ${line}\n}\n`));

test('a delay as long as a backup waits for two adverts is remarked, whatever the way up takes', () => {
  expect(withDelay('eth0 1.999 200')).toEqual([]);
  expect(withDelay('eth0 2')).toEqual(['CONF-626']);
});

test('what the instance does not depend on may take its time, and so may one that waits longer', () => {
  expect(withDelay('eth1 30')).toEqual([]);
  expect(withDelay('eth0 3', 'advert_int 1', 'advert_int 1\n    down_timer_adverts 5')).toEqual([]);
  expect(withDelay('eth0 3', 'advert_int 1', 'advert_int 1\n    dont_track_primary')).toEqual([]);
});
