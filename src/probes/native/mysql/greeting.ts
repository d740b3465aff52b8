import type { Socket } from 'node:net';
import { shown } from '../net/shown.ts';
import type { Opinion } from './answers.ts';

/** What a server says first, as far as it tells whether this is a server to log in to. */
export type Greeting =
  | { readonly type: 'incomplete' }
  | { readonly type: 'version'; readonly version: string }
  /** An error packet in place of a greeting: too many connections, host blocked. */
  | { readonly type: 'refusal'; readonly code: number; readonly text: string }
  /** Something else speaks here. `first`: its first bytes, readable where they can be. */
  | { readonly type: 'foreign'; readonly first: string };

const HEADER_BYTES = 4;
const PROTOCOL_10 = 10;
const ERROR = 0xff;
/** More than any greeting needs. */
const MAX_BYTES = 4096;
const SHOWN_BYTES = 24;

/** Reads the first packet of a server. Never throws. */
export function readGreeting(bytes: Uint8Array): Greeting {
  const [low = 0, middle = 0, high = 0, sequence = 0, kind] = bytes;
  const packetBytes = HEADER_BYTES + low + middle * 256 + high * 65_536;
  const isForeign = high !== 0 || packetBytes > MAX_BYTES || sequence !== 0;
  if (bytes.length >= HEADER_BYTES && isForeign)
    return { type: 'foreign', first: shown(latin1(bytes.subarray(0, SHOWN_BYTES))) };
  if (kind === undefined) return { type: 'incomplete' };
  if (kind !== PROTOCOL_10 && kind !== ERROR)
    return { type: 'foreign', first: shown(latin1(bytes.subarray(0, SHOWN_BYTES))) };
  if (bytes.length < packetBytes) return { type: 'incomplete' };
  const body = bytes.subarray(HEADER_BYTES + 1, packetBytes);
  if (kind === PROTOCOL_10) return { type: 'version', version: latin1(body.subarray(0, endOf(body))) };
  const text = latin1(body.subarray(2)).replace(/^#.{5}/, '');
  return { type: 'refusal', code: (body[0] ?? 0) + (body[1] ?? 0) * 256, text };
}

function endOf(body: Uint8Array): number {
  const end = body.indexOf(0);
  return end < 0 ? body.length : end;
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

type Greeted =
  { readonly type: 'version'; readonly version: string } | { readonly type: 'refused'; readonly opinion: Opinion };

/**
 * Calls back with what the server says first. Its bytes are then given back to the socket, which is paused, so that
 * whoever speaks the protocol finds them.
 */
export function onGreeting(socket: Socket, listener: (greeted: Greeted) => void): void {
  const refused = (detail: string): void => listener({ type: 'refused', opinion: { result: 'bad', detail } });
  const onReadable = (): void => {
    const bytes = socket.read() as Buffer | null;
    if (bytes === null) return;
    const greeting = readGreeting(bytes);
    socket.unshift(bytes);
    if (greeting.type === 'incomplete') return;
    socket.off('readable', onReadable);
    if (greeting.type === 'version') listener(greeting);
    else if (greeting.type === 'refusal') refused(`refuses: ${greeting.text} (${greeting.code})`);
    else refused(`does not speak MySQL: it begins with ${greeting.first}`);
  };
  socket.on('readable', onReadable);
  socket.once('end', () => refused('closed the connection without a greeting'));
}
