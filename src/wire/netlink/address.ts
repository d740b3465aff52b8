/** IPv4 addresses in rtnetlink (RFC 3549 §3.3.1 and the kernel's if_addr.h). */
import { addressBytes, addressFromBytes } from '../../model/address.ts';
import type { IpAddress } from '../../model/address.ts';
import { attribute, concatenate, text, u32, u8 } from './attribute.ts';
import { decodeAttributes, viewOf } from './message.ts';
import type { NetlinkMessage } from './message.ts';

export const RTM_NEWADDR = 20;
export const RTM_DELADDR = 21;
export const RTM_GETADDR = 22;

const AF_INET = 2;
const BODY_BYTES = 8;
const IFA_ADDRESS = 1;
const IFA_LOCAL = 2;
const IFA_LABEL = 3;
const IFA_BROADCAST = 4;
const IFA_CACHEINFO = 6;
const IFA_FLAGS = 8;
const IFA_PROTO = 11;
const IFA_F_SECONDARY = 0x01;
const FOREVER = 0xff_ff_ff_ff;

/** One address of one interface, to be added or removed. */
export interface AddressRequest {
  readonly index: number;
  readonly address: IpAddress;
  readonly prefixLength: number;
  /** rtnetlink scope number; 0 is global. */
  readonly scope: number;
  readonly label?: string;
  readonly broadcast?: IpAddress;
  /** IFA_PROTO: who added it, 1 to 255, so that a later process finds what it left behind. */
  readonly protocol?: number;
}

/** An address as the kernel reports it. */
export interface AddressMessage {
  readonly index: number;
  readonly address: IpAddress;
  readonly prefixLength: number;
  readonly flags: 'primary' | 'secondary';
  /** IFA_PROTO; 0 when nobody set one. */
  readonly protocol: number;
}

/** The body of RTM_NEWADDR: a permanent address (lifetime "forever"), local and peer address the same. */
export function encodeNewAddress(request: AddressRequest): Uint8Array {
  const parts = [addressHeader(request), ...addressAttributes(request)];
  if (request.broadcast !== undefined) parts.push(attribute(IFA_BROADCAST, addressBytes(request.broadcast)));
  if (request.label !== undefined) parts.push(text(IFA_LABEL, request.label));
  if (request.protocol !== undefined) parts.push(u8(IFA_PROTO, request.protocol));
  const lifetime = new Uint8Array(16);
  viewOf(lifetime).setUint32(0, FOREVER, true);
  viewOf(lifetime).setUint32(4, FOREVER, true);
  return concatenate([...parts, u32(IFA_FLAGS, 0), attribute(IFA_CACHEINFO, lifetime)]);
}

/** The body of RTM_DELADDR: address, prefix length and interface identify it, whoever added it. */
export const encodeDeleteAddress = (request: AddressRequest): Uint8Array =>
  concatenate([addressHeader(request), ...addressAttributes(request)]);

/** The body of a dump request for all IPv4 addresses of the namespace. */
export const encodeAddressDump = (): Uint8Array => Uint8Array.of(AF_INET, 0, 0, 0, 0, 0, 0, 0);

function addressHeader({ prefixLength, scope, index }: AddressRequest): Uint8Array {
  const header = Uint8Array.of(AF_INET, prefixLength, 0, scope, 0, 0, 0, 0);
  viewOf(header).setUint32(4, index, true);
  return header;
}

function addressAttributes({ address }: AddressRequest): readonly Uint8Array[] {
  const bytes = addressBytes(address);
  return [attribute(IFA_LOCAL, bytes), attribute(IFA_ADDRESS, bytes)];
}

/** Reads RTM_NEWADDR or RTM_DELADDR; `undefined` for other families and what is too short. Never throws. */
export function decodeAddress({ body }: NetlinkMessage): AddressMessage | undefined {
  if (body.length < BODY_BYTES || body[0] !== AF_INET) return undefined;
  const view = viewOf(body);
  const attributes = decodeAttributes(body.subarray(BODY_BYTES));
  const local = attributes.get(IFA_LOCAL) ?? attributes.get(IFA_ADDRESS);
  if (local === undefined || local.length < 4) return undefined;
  return {
    index: view.getUint32(4, true),
    address: addressFromBytes(local),
    prefixLength: view.getUint8(1),
    flags: (view.getUint8(2) & IFA_F_SECONDARY) === 0 ? 'primary' : 'secondary',
    protocol: attributes.get(IFA_PROTO)?.[0] ?? 0,
  };
}
