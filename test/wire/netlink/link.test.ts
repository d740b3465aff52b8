import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { attribute, concatenate, text, u32 } from '../../../src/wire/netlink/attribute.ts';
import { decodeLink, encodeLinkState, encodeSetMac, linkHeader } from '../../../src/wire/netlink/link.ts';

const UP_RUNNING_LOWER_UP = 0x10041;
const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/** A link report; `hardware` is ARPHRD. */
function report({ flags = UP_RUNNING_LOWER_UP, hardware = 1, family = 0, mtu = [u32(4, 1500)] } = {}) {
  const header = linkHeader(7, flags);
  header[0] = family;
  header[2] = hardware & 0xff;
  header[3] = hardware >> 8;
  const body = concatenate([header, text(3, 'eth0'), attribute(1, MAC), ...mtu]);
  return { type: 16, flags: 0, sequence: 0, body };
}

test('a link reads with name, MAC, MTU and kind', () => {
  const virtual = { driver: '', parentIndex: 0, alias: '' };
  const link = { index: 7, name: 'eth0', mac: MAC, mtu: 1500, running: 'yes', kind: 'ethernet', ...virtual };
  expect(decodeLink(report())).toEqual(link);
  expect(decodeLink(report({ hardware: 772 }))?.kind).toBe('loopback');
  expect(decodeLink(report({ hardware: 65534 }))?.kind).toBe('other');
});

test.each([
  ['up, running and with carrier', 0x10041, 'yes'],
  ['up without carrier', 0x00041, 'no'],
  ['up and not running', 0x10001, 'no'],
  ['down', 0x10040, 'no'],
])('a link that is %s: running %s', (_, flags, running) => {
  expect(decodeLink(report({ flags }))?.running).toBe(running);
});

test('a statement of a bridge about its port, or one without MTU, is not about the link', () => {
  expect(decodeLink(report({ family: 7 }))).toBeUndefined();
  expect(decodeLink(report({ mtu: [] }))).toBeUndefined();
});

test('up and down touch only the up flag', () => {
  expect(hex(encodeLinkState(7, 'up'))).toBe('00000000070000000100000001000000');
  expect(hex(encodeLinkState(7, 'down'))).toBe('00000000070000000000000001000000');
  expect(hex(encodeSetMac(7, MAC)).slice(32)).toBe('0a0001000200000000010000');
});

test('no bytes make the reader throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      bytes[0] = 0;
      decodeLink({ type: 16, flags: 0, sequence: 0, body: bytes });
    }),
  );
});
