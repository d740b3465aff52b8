/** Authentication of VRRP version 2: the type in byte 4 and the 8 octets at the end (RFC 2338 §5.3.6, §5.3.10). */
import type { Authentication } from '../model/instance.ts';
import type { Refusal } from './refusal.ts';

/** Length of the authentication data; version 2 always carries it. */
export const AUTH_DATA_BYTES = 8;

const AUTH_TYPES = { none: 0, pass: 1 } as const satisfies Readonly<Record<Authentication['type'], number>>;

/** For who only looks on: every known type and every password will do. */
export const ANY_AUTHENTICATION = { type: 'any' } as const;

/** The number on the wire: 0 none, 1 simple password. */
export const authType = (authentication: Authentication): number => AUTH_TYPES[authentication.type];

/** The 8 octets to send: zeros, or the password cut and zero-padded to 8 octets (RFC 2338 §5.3.6.2). */
export function authData(authentication: Authentication): Uint8Array {
  const data = new Uint8Array(AUTH_DATA_BYTES);
  if (authentication.type === 'pass') {
    data.set(new TextEncoder().encode(authentication.password).subarray(0, AUTH_DATA_BYTES));
  }
  return data;
}

/** Looks at every octet, so that the time taken says nothing about where the difference is. */
function sameOctets(a: Uint8Array, b: Uint8Array): boolean {
  return a.reduce((difference, octet, i) => difference | (octet ^ (b[i] ?? 0)), a.length ^ b.length) === 0;
}

/**
 * Checks V12 to V14 of `vrrp.md` section 2: known type, our type, our password.
 * @param type authentication type received, 0..255
 * @param data the 8 octets received; not looked at without a password (RFC 3768 §5.3.10)
 * @returns the refusal, or `undefined` when the advert is authentic
 */
export function refuseAuthentication(
  type: number,
  data: Uint8Array,
  ours: Authentication | typeof ANY_AUTHENTICATION,
): Refusal | undefined {
  if (!Object.values(AUTH_TYPES).some((known) => known === type)) return { code: 'authTypeUnknown', got: type };
  if (ours.type === 'any') return undefined;
  if (type !== authType(ours)) return { code: 'authTypeDiffers', got: type, want: authType(ours) };
  if (ours.type === 'pass' && !sameOctets(data, authData(ours))) return { code: 'password' };
  return undefined;
}
