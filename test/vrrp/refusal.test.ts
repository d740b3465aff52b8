import { describe, expect, test } from 'vitest';
import type { IpAddress } from '../../src/model/address.ts';
import type { Vrid } from '../../src/model/vrid.ts';
import { FINDING_COUNTERS, REFUSAL_COUNTERS, findingText, refusalText } from '../../src/vrrp/refusal.ts';
import type { Finding, Refusal } from '../../src/vrrp/refusal.ts';

const PEER = '10.9.0.2' as IpAddress;

/** Each refusal with the counter of `vrrp.md` section 2 and all values its sentence must hold. */
const REFUSALS: readonly (readonly [Refusal, string, readonly string[]])[] = [
  [{ code: 'self', source: PEER }, 'rx_self', ['10.9.0.2']],
  [{ code: 'length', gotBytes: 12, wantBytes: 16, excess: 'none' }, 'rx_len_error', ['12 bytes', 'expected 16']],
  [{ code: 'length', gotBytes: 40, wantBytes: 12, excess: 'trailing28' }, 'rx_len_error', ['28 bytes', 'auth_hmac']],
  [{ code: 'vridUnknown', vrid: 52 }, 'rx_vrid_unknown', ['virtual_router_id 52']],
  [{ code: 'ignoredState', state: 'fault' }, 'rx_ignored_state', ['state fault']],
  [{ code: 'ttl', field: 'TTL', got: 254, least: 255, most: 255 }, 'rx_ttl_error', ['TTL is 254', 'expected 255']],
  [
    { code: 'ttl', field: 'hop limit', got: 64, least: 250, most: 254 },
    'rx_ttl_error',
    ['hop limit is 64', 'expected 250 to 254'],
  ],
  [{ code: 'version', got: 2, want: 3 }, 'rx_version_error', ['is 2', 'ours is 3']],
  [{ code: 'type', got: 2 }, 'rx_type_error', ['is 2', 'expected 1']],
  [{ code: 'noAddresses', vrid: 52 as Vrid }, 'rx_addrlist_error', ['52', 'at least 1']],
  [{ code: 'checksum', got: 0x2e, want: 0x4388, matches: 'neither' }, 'rx_checksum_error', ['0x002e', '0x4388']],
  [{ code: 'checksum', got: 1, want: 2, matches: 'rfc9568' }, 'rx_checksum_error', ['write v3_checksum auto']],
  [
    { code: 'checksum', got: 1, want: 2, matches: 'pseudo' },
    'rx_checksum_error',
    ['write v3_checksum auto, or pseudo'],
  ],
  [{ code: 'authTypeUnknown', got: 7 }, 'rx_auth_invalid_type', ['is 7', 'expected 0 (none) or 1 (PASS)']],
  [{ code: 'authTypeDiffers', got: 1, want: 0 }, 'rx_auth_type_mismatch', ['received a 1 auth, expecting 0!']],
  [{ code: 'password' }, 'rx_auth_failure', ['received an invalid passwd!']],
  [{ code: 'interval', gotCs: 100, wantCs: 200 }, 'rx_interval_error', ['is 1 s', 'ours is 2 s']],
  [{ code: 'intervalZero' }, 'rx_interval_error', ['0 s', '0.01 s']],
  [{ code: 'cast', destination: PEER, want: 'multicast' }, 'rx_cast_error', ['10.9.0.2', 'multicast']],
  [{ code: 'ownerHearsNothing', source: PEER }, 'rx_owner_ignored', ['10.9.0.2', 'owner_ignore_adverts']],
  [
    { code: 'otherAddresses', missing: [PEER], extra: ['10.9.0.3' as IpAddress] },
    'rx_addrlist_error',
    ['without our 10.9.0.2', 'with 10.9.0.3', 'vip_mismatch is drop'],
  ],
  [
    { code: 'firstNotLinkLocal', first: 'fd00::1' as IpAddress },
    'rx_addrlist_error',
    ['fd00::1 first', 'fe80::/10', 'strict mode'],
  ],
  [{ code: 'unknownPeer', source: PEER }, 'rx_unknown_peer', ['10.9.0.2', 'unicast_peer']],
];

const FINDINGS: readonly (readonly [Finding, string, readonly string[]])[] = [
  [{ code: 'intervalDiffers', gotCs: 50, wantCs: 100 }, 'rx_interval_mismatch', ['0.5 s', 'ours is 1 s']],
  [{ code: 'twoOwners', source: PEER }, 'rx_owner_conflict', ['CONFIGURATION ERROR', '10.9.0.2']],
  [{ code: 'firstNotLinkLocal', first: 'fd00::1' as IpAddress }, 'rx_addrlist_error', ['fd00::1 first', 'fe80::/10']],
  [{ code: 'addressesDiffer', missing: [PEER], extra: [] }, 'rx_addrlist_error', ['without our 10.9.0.2']],
  [{ code: 'addressesDiffer', missing: [], extra: [PEER] }, 'rx_addrlist_error', ['with 10.9.0.2']],
];

describe('a refusal is counted by its name and says both values', () => {
  test.each(REFUSALS)('%o', (refusal, counter, values) => {
    expect(REFUSAL_COUNTERS[refusal.code]).toEqual(counter);
    for (const value of values) expect(refusalText(refusal)).toContain(value);
  });

  test('every refusal is among these', () => {
    expect(new Set(REFUSALS.map(([{ code }]) => code))).toEqual(new Set(Object.keys(REFUSAL_COUNTERS)));
  });
});

describe('a finding is counted by its name and says both values', () => {
  test.each(FINDINGS)('%o', (finding, counter, values) => {
    expect(FINDING_COUNTERS[finding.code]).toEqual(counter);
    for (const value of values) expect(findingText(finding)).toContain(value);
  });
});
