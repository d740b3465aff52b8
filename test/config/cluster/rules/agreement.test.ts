import { describe, expect, test } from 'vitest';
import { loadYaml, PAIR } from '../loading.ts';

const said = (text: string): readonly string[] =>
  loadYaml(text, { node: 'web-a' })
    .diagnostics.filter(({ code }) => /^CONF-60[789]$|^CONF-610$/.test(code))
    .map(({ code, message }) => `${code} ${message}`);

/** web-b says something else in the instance. */
const differing = (settings: string, common = ''): string =>
  PAIR.replace('priority: 100 }', () => `priority: 100, vrrp_instance: { WEB: { ${settings} } } }`).replace(
    'unicast: true',
    () => common || 'unicast: true',
  );

describe('what must be equal on all nodes', () => {
  test.each([
    ['virtual_router_id: 74', 'CONF-607 virtual_router_id of "WEB": 73 on web-a, 74 on web-b'],
    ['version: 3', 'CONF-607 version of "WEB": 2 on web-a, 3 on web-b'],
    ['advert_int: 2', 'CONF-607 advert_int of "WEB": 1 s on web-a, 2 s on web-b'],
    ['unicast: false', 'CONF-607 unicast_peer of "WEB": unicast on web-a, multicast to 224.0.0.18 on web-b'],
    [
      'virtual_ipaddress: [192.0.2.101/24]',
      'CONF-607 virtual_ipaddress of "WEB": 192.0.2.100 on web-a, 192.0.2.101 on web-b',
    ],
    [
      'authentication: { auth_type: PASS, auth_pass: s3cr3t }',
      'CONF-607 authentication of "WEB": not the same on web-a and web-b',
    ],
    ['v3_checksum_as_v2: true', 'CONF-607 v3_checksum_as_v2 of "WEB": pseudo on web-a, rfc9568 on web-b'],
  ])('%s', (settings, message) => {
    const found = said(differing(settings));
    expect(found).toContain(message);
    expect(found.join()).not.toContain('s3cr3t');
  });

  test('the order of the addresses and what carries them may differ', () => {
    const two = 'virtual_ipaddress: [192.0.2.100/24, 192.0.2.101/24]';
    const text = PAIR.replace('virtual_ipaddress: [192.0.2.100/24]', two).replace(
      'priority: 100 }',
      'priority: 100, vrrp_instance: { WEB: { virtual_ipaddress: [192.0.2.101/24 dev eth1, 192.0.2.100/24] } } }',
    );
    expect(said(text)).toEqual([]);
  });
});

describe('what must not be equal', () => {
  test('priorities', () => {
    expect(said(PAIR.replace('priority: 100', 'priority: 150'))).toEqual([
      'CONF-608 "WEB" has priority 150 on web-a and on web-b',
    ]);
  });

  test('the wish to be MASTER', () => {
    expect(said(PAIR.replace('unicast: true', 'unicast: true\n    state: MASTER'))).toEqual([
      'CONF-610 web-a and web-b both ask for MASTER of "WEB"',
    ]);
  });
});

test('lists of peers written by hand must answer each other', () => {
  const text = differing('unicast_peer: [192.0.2.13]', 'unicast_peer: [192.0.2.12]');
  expect(said(text)).toEqual(['CONF-609 "WEB": web-a sends to web-b, but not the reverse']);
  expect(said(differing('unicast_peer: [192.0.2.11]', 'unicast_peer: [192.0.2.12]'))).toEqual([]);
});
