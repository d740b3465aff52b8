import { addressBytes, addressFromBytes, type IpAddress, type IpFamily } from '../../../../model/address.ts';
import type { Prefix } from '../../../../model/host/routing.ts';
import type { Report } from '../../../diagnostic.ts';
import { parseIp } from '../../block/ip.ts';
import type { Token } from '../../read/tokens.ts';

/** What stands for a whole family. */
const EVERYTHING: Readonly<Record<IpFamily, Prefix>> = {
  4: { address: '0.0.0.0' as IpAddress, length: 0 },
  6: { address: '::' as IpAddress, length: 0 },
};
const MOST: Readonly<Record<IpFamily, number>> = { 4: 32, 6: 128 };

/** The family that an address or a network is of, as it is written. */
export const familyIn = (token: Token | undefined): IpFamily | undefined =>
  token === undefined ? undefined : parseIp(token.text.split('/')[0] ?? '')?.family;

/** `default`, an address or a network. `family`: of `default`, and of everything else where it was named. */
export function prefixOf(token: Token, family: IpFamily, report: Report): Prefix | undefined {
  const { text, span } = token;
  if (text === 'default' || text === 'all' || text === 'any') return EVERYTHING[family];
  const [head = '', tail] = text.split('/');
  const ip = parseIp(head);
  if (ip === undefined) {
    if (token.kind !== 'unresolved') report('CONF-518', span, `"${text}" is neither default nor a network`);
    return undefined;
  }
  const length = tail === undefined ? MOST[ip.family] : /^\d{1,3}$/.test(tail) ? Number(tail) : Number.NaN;
  if (!(length <= MOST[ip.family])) {
    report('CONF-208', span, `"/${tail}" is not a prefix length`, { help: `write /0 to /${MOST[ip.family]}` });
    return undefined;
  }
  if (ip.family !== family) {
    report('CONF-518', span, `${text} is not IPv${family} like the rest of this line`);
    return undefined;
  }
  const network = masked(ip.address, length, family);
  if (network !== ip.address) {
    report('CONF-518', span, `${text} is an address within a network, not a network`, {
      help: `write ${network}/${length}`,
    });
  }
  return { address: network, length };
}

function masked(address: IpAddress, length: number, family: IpFamily): IpAddress {
  const bytes = addressBytes(address).map((byte, index) => {
    const kept = Math.min(8, Math.max(0, length - index * 8));
    return byte & (0xff << (8 - kept));
  });
  return addressFromBytes(bytes, 0, family);
}
