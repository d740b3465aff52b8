/** IP addresses in rtnetlink (RFC 3549 §3.3.1 and the kernel's if_addr.h). */
import { ADDRESS_BYTES, addressBytes, addressFromBytes, familyOf } from '../../model/address.ts';
import type { IpAddress, IpFamily } from '../../model/address.ts';
import { attribute, concatenate, text, u32, u8 } from './attribute.ts';
import { decodeAttributes, viewOf } from './message.ts';
import type { NetlinkMessage } from './message.ts';

export const RTM_NEWADDR = 20;
export const RTM_DELADDR = 21;
export const RTM_GETADDR = 22;

const AF_UNSPEC = 0;
const AF: Readonly<Record<IpFamily, number>> = { 4: 2, 6: 10 };
const BODY_BYTES = 8;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_LABEL = 3;
const IFA_BROADCAST = 4;
const IFA_CACHEINFO = 6;
const IFA_FLAGS = 8;
const IFA_PROTO = 11;
/** Of IPv6 this bit marks a temporary address (RFC 8981). */
const IFA_F_SECONDARY = 0x01;
const IFA_F_NODAD = 0x02;
const IFA_F_OPTIMISTIC = 0x04;
const IFA_F_DADFAILED = 0x08;
const IFA_F_DEPRECATED = 0x20;
const IFA_F_TENTATIVE = 0x40;
const IFA_F_NOPREFIXROUTE = 0x200;
const SECONDARY: Readonly<Record<IpFamily, number>> = { 4: IFA_F_SECONDARY, 6: IFA_F_SECONDARY | IFA_F_DEPRECATED };
const FOREVER = 0xff_ff_ff_ff;

/** One address of one interface, to be added or removed. */
export interface AddressRequest {
  readonly index: number;
  readonly address: IpAddress;
  readonly prefixLength: number;
  /** rtnetlink scope number; 0 is global. Of IPv6 the kernel knows better. */
  readonly scope: number;
  readonly label?: string;
  readonly broadcast?: IpAddress;
  /** IFA_PROTO: who added it, 1 to 255, so that a later process finds what it left behind. */
  readonly protocol?: number;
  /** How long it may be chosen as a source address; absent: forever. */
  readonly preferredLifetimeS?: number;
  /** The far end of a point-to-point link. */
  readonly peer?: IpAddress;
  readonly flags?: readonly ('dad' | 'noprefixroute')[];
}

/** An address as the kernel reports it. */
export interface AddressMessage {
  readonly index: number;
  readonly address: IpAddress;
  readonly prefixLength: number;
  /** The far end of a point-to-point link. */
  readonly peer?: IpAddress;
  /** `secondary`: of IPv6 one that is temporary, or deprecated and so no source for anything new. */
  readonly flags: 'primary' | 'secondary';
  /** What duplicate address detection (RFC 4862 §5.4) says; packets may leave from a usable address only. */
  readonly state: 'usable' | 'tentative' | 'duplicate';
  /** IFA_PROTO; 0 when nobody set one. */
  readonly protocol: number;
}

/**
 * The body of RTM_NEWADDR: a permanent address (valid "forever"). One of IPv6 is usable at once, without duplicate address
 * detection unless it is asked for: that would keep it away for a second, or for good while a peer still has it.
 */
export function encodeNewAddress(request: AddressRequest): Uint8Array {
  const parts = [addressHeader(request), ...addressAttributes(request)];
  if (request.broadcast !== undefined) parts.push(attribute(IFA_BROADCAST, addressBytes(request.broadcast)));
  if (request.label !== undefined) parts.push(text(IFA_LABEL, request.label));
  if (request.protocol !== undefined) parts.push(u8(IFA_PROTO, request.protocol));
  const lifetime = new Uint8Array(16);
  viewOf(lifetime).setUint32(0, request.preferredLifetimeS ?? FOREVER, true);
  viewOf(lifetime).setUint32(4, FOREVER, true);
  const has = (flag: 'dad' | 'noprefixroute'): boolean => request.flags?.includes(flag) ?? false;
  const noDad = familyOf(request.address) === 6 && !has('dad') ? IFA_F_NODAD : 0;
  const flags = noDad | (has('noprefixroute') ? IFA_F_NOPREFIXROUTE : 0);
  return concatenate([...parts, u32(IFA_FLAGS, flags), attribute(IFA_CACHEINFO, lifetime)]);
}

/** The body of RTM_DELADDR: address, prefix length and interface identify it, whoever added it. */
export const encodeDeleteAddress = (request: AddressRequest): Uint8Array =>
  concatenate([addressHeader(request), ...addressAttributes(request)]);

/** The body of a dump request for all addresses of the namespace. */
export const encodeAddressDump = (): Uint8Array => Uint8Array.of(AF_UNSPEC, 0, 0, 0, 0, 0, 0, 0);

function addressHeader({ address, prefixLength, scope, index }: AddressRequest): Uint8Array {
  const header = Uint8Array.of(AF[familyOf(address)], prefixLength, 0, scope, 0, 0, 0, 0);
  viewOf(header).setUint32(4, index, true);
  return header;
}

function addressAttributes({ address, peer }: AddressRequest): readonly Uint8Array[] {
  return [attribute(IFA_LOCAL, addressBytes(address)), attribute(IFA_ADDRESS, addressBytes(peer ?? address))];
}

/** Reads RTM_NEWADDR or RTM_DELADDR; `undefined` for other families and what is too short. Never throws. */
export function decodeAddress({ body }: NetlinkMessage): AddressMessage | undefined {
  const family = body[0] === AF[4] ? 4 : 6;
  if (body.length < BODY_BYTES || body[0] !== AF[family]) return undefined;
  const view = viewOf(body);
  const flags = view.getUint8(2);
  const attributes = decodeAttributes(body.subarray(BODY_BYTES));
  const far = attributes.get(IFA_ADDRESS);
  const local = attributes.get(IFA_LOCAL) ?? far;
  if (local === undefined || local.length < ADDRESS_BYTES[family]) return undefined;
  const address = addressFromBytes(local, 0, family);
  const peer = far === undefined || far.length < ADDRESS_BYTES[family] ? address : addressFromBytes(far, 0, family);
  return {
    index: view.getUint32(4, true),
    address,
    prefixLength: view.getUint8(1),
    ...(peer === address ? {} : { peer }),
    flags: (flags & SECONDARY[family]) === 0 ? 'primary' : 'secondary',
    state: stateOf(flags),
    protocol: attributes.get(IFA_PROTO)?.[0] ?? 0,
  };
}

function stateOf(flags: number): AddressMessage['state'] {
  if ((flags & IFA_F_DADFAILED) !== 0) return 'duplicate';
  return (flags & (IFA_F_TENTATIVE | IFA_F_OPTIMISTIC)) === IFA_F_TENTATIVE ? 'tentative' : 'usable';
}
