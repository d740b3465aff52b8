import { expect, test } from 'vitest';
import { GOOD, loadText } from '../../../loading.ts';

const load = (line: string) => loadText(GOOD.replace('192.0.2.100/24', line));
const vipOf = (line: string): unknown => load(line).model?.instances[0]?.vips[0];
const faults = (line: string): string[] =>
  load(line)
    .diagnostics.filter(({ severity }) => severity !== 'info')
    .map(({ code, message }) => `${code} ${message}`);

test.each<[string, object]>([
  ['192.0.2.100/24 noprefixroute no_track', { prefixLength: 24, flags: ['noprefixroute'], tracking: 'ignore' }],
  ['192.0.2.100 peer 192.0.2.7/30', { address: '192.0.2.100', peer: '192.0.2.7', prefixLength: 30 }],
  ['192.0.2.100 peer 192.0.2.7', { peer: '192.0.2.7', prefixLength: 32 }],
])('%s', (line, vip) => {
  expect(faults(line)).toEqual([]);
  expect(vipOf(line)).toMatchObject(vip);
});

test('-nodad has the kernel look for duplicates, as keepalived has it', () => {
  const text = GOOD.replace('192.0.2.100/24', 'fe80::100/64\n        2001:db8::100/64 -nodad');
  expect(loadText(text).model?.instances[0]?.vips).toMatchObject([{ address: 'fe80::100' }, { flags: ['dad'] }]);
});

test.each<[string, string]>([
  ['192.0.2.100/24 peer 192.0.2.7', 'CONF-513 the prefix length belongs behind the peer, not behind the address'],
  ['192.0.2.100 peer fd00::7', 'CONF-513 peer "fd00::7" is not an IPv4 address'],
  ['192.0.2.100/24 autojoin', 'CONF-800 "autojoin" is not supported, ignored because no such addresses are made'],
])('%s: %s', (line, fault) => {
  expect(faults(line)).toContain(fault);
});
