/** Adverts by the letter of the RFCs, apart from src/vrrp: what both disagree about is a finding. */
import type { InstanceConfig } from '../../../src/model/instance.ts';

export interface RfcAdvert {
  readonly priority: number;
  readonly advertIntervalCs: number;
}

type Route = { readonly source: string; readonly destination: string };

const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));

/** Four, or sixteen. */
export function octetsOf(address: string): readonly number[] {
  if (!address.includes(':')) return address.split('.').map(Number);
  const [left = '', right = ''] = address.split('::');
  const [first, last] = [groups(left), groups(right)];
  const zeros = Array.from({ length: 8 - first.length - last.length }, () => '0');
  const words = [...first, ...zeros, ...last].map((group) => Number.parseInt(group, 16));
  return words.flatMap((word) => [Math.floor(word / 256), word % 256]);
}

/** RFC 1071 over 16-bit words; a message of VRRP has no odd octet. */
function checksumOf(bytes: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
  while (sum >= 65_536) sum = (sum % 65_536) + Math.floor(sum / 65_536);
  return 65_535 - sum;
}

/** RFC 9293 3.1 for IPv4, RFC 8200 8.1 for IPv6. */
function pseudoHeader({ source, destination }: Route, { family }: InstanceConfig, length: number): readonly number[] {
  const [high, low] = [Math.floor(length / 256), length % 256];
  const rest = family === 4 ? [0, 112, high, low] : [0, 0, high, low, 0, 0, 0, 112];
  return [...octetsOf(source), ...octetsOf(destination), ...rest];
}

const covered = (config: InstanceConfig, route: Route, message: readonly number[]): readonly number[] =>
  config.family === 6 || (config.version === 3 && config.v3Checksum === 'pseudo')
    ? [...pseudoHeader(route, config, message.length), ...message]
    : message;

function trailer({ version, authentication }: InstanceConfig): readonly number[] {
  if (version === 3) return [];
  const password = authentication.type === 'pass' ? [...authentication.password].map((each) => each.charCodeAt(0)) : [];
  return Array.from({ length: 8 }, (_, at) => password[at] ?? 0);
}

/** The bytes of an advert (RFC 3768 5.1, RFC 9568 5.1). */
export function rfcMessage(config: InstanceConfig, priority: number, route: Route): Uint8Array {
  const { version, vrid, advertIntervalCs, vips, authentication } = config;
  const interval =
    version === 2
      ? [authentication.type === 'pass' ? 1 : 0, advertIntervalCs / 100]
      : [Math.floor(advertIntervalCs / 256), advertIntervalCs % 256];
  const message = [version * 16 + 1, vrid, priority, vips.length, ...interval, 0, 0];
  message.push(...vips.flatMap(({ address }) => octetsOf(address)), ...trailer(config));
  const checksum = checksumOf(covered(config, route, message));
  [message[6], message[7]] = [Math.floor(checksum / 256), checksum % 256];
  return Uint8Array.from(message);
}

/** An advert that must be listened to, or nothing (RFC 3768 7.1, RFC 9568 7.1). */
export function rfcRead(config: InstanceConfig, payload: Uint8Array, ttl: number, route: Route): RfcAdvert | undefined {
  const { version, vrid, family, authentication, cast } = config;
  const [first, id, priority = 0, count = 0, four = 0, five = 0] = payload;
  if (first !== version * 16 + 1 || id !== vrid || (cast.mode === 'multicast' && ttl !== 255)) return undefined;
  if (payload.length !== 8 + (family === 4 ? 4 : 16) * count + (version === 2 ? 8 : 0)) return undefined;
  if (checksumOf(covered(config, route, [...payload])) !== 0) return undefined;
  const intervalCs = (four % 16) * 256 + five;
  if (version === 3) return count === 0 || intervalCs === 0 ? undefined : { priority, advertIntervalCs: intervalCs };
  const wanted = trailer(config);
  const isRight =
    four === (authentication.type === 'pass' ? 1 : 0) && payload.slice(-8).every((each, i) => each === wanted[i]);
  const matters = authentication.type === 'pass' ? isRight : four === 0;
  return matters && five * 100 === config.advertIntervalCs ? { priority, advertIntervalCs: five * 100 } : undefined;
}
