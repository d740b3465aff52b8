import { describe, expect, test } from 'vitest';
import { authData, authType, refuseAuthentication } from '../../src/vrrp/auth.ts';
import { toHex } from './scenario/packets.ts';

const pass = (password: string): { readonly type: 'pass'; readonly password: string } => ({ type: 'pass', password });

describe('the 8 octets at the end of a VRRP 2 advert', () => {
  test.each([
    ['none is eight zeros', { type: 'none' } as const, '0000000000000000'],
    ['PK-08 a short password is padded with zeros', pass('1111'), '3131313100000000'],
    ['PK-09 a long password is cut after 8 octets', pass('s3cretpw-and-more'), '7333637265747077'],
    ['a password is counted in octets, not in letters', pass('äöüäö'), 'c3a4c3b6c3bcc3a4'],
  ])('%s', (_, authentication, hex) => expect(toHex(authData(authentication))).toEqual(hex));

  test('the type is 0 for none and 1 for a password', () => {
    expect([authType({ type: 'none' }), authType(pass('x'))]).toEqual([0, 1]);
  });
});

describe('authentication received', () => {
  test.each([
    ['RX-24 type 7 is unknown', 7, pass('1111'), { code: 'authTypeUnknown', got: 7 }],
    ['type 2, IP AH, is unknown to us', 2, pass('1111'), { code: 'authTypeUnknown', got: 2 }],
    ['RX-25 a password where we have none', 1, { type: 'none' } as const, { code: 'authTypeDiffers', got: 1, want: 0 }],
    ['RX-26 none where we have a password', 0, pass('1111'), { code: 'authTypeDiffers', got: 0, want: 1 }],
    ['RX-27 another password', 1, pass('1112'), { code: 'password' }],
    ['a password that only begins like ours', 1, pass('111'), { code: 'password' }],
  ])('%s is refused', (_, type, ours, refusal) => {
    expect(refuseAuthentication(type, authData(pass('1111')), ours)).toEqual(refusal);
  });

  test('RX-28 passwords that are equal in 8 octets are equal', () => {
    expect(refuseAuthentication(1, authData(pass('s3cretpw-one')), pass('s3cretpw-two'))).toBeUndefined();
  });

  test('RX-29 without authentication the octets are not looked at', () => {
    expect(refuseAuthentication(0, authData(pass('anything')), { type: 'none' })).toBeUndefined();
  });
});
