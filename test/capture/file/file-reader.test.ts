import { describe, expect, test } from 'vitest';
import { CaptureFileReader } from '../../../src/capture/file/file-reader.ts';
import type { Frame } from '../../../src/capture/frame.ts';
import type { Result } from '../../../src/model/result.ts';
import {
  advertOf,
  block,
  ethernetBytes,
  interfaceBlock,
  option,
  packetBlock,
  pcapFile,
  section,
  text,
} from '../frames.ts';

const AT_US = 1_700_000_000_123_456;
const ADVERT = ethernetBytes(advertOf());
const OTHER = ethernetBytes(advertOf({ priority: 0 as never }));

/** Reads a file in pieces of so many bytes; the error is the first of the reader. */
function read(file: Uint8Array | readonly number[], pieceBytes = 65_536): Result<readonly Frame[], string> {
  const bytes = Uint8Array.from(file);
  const reader = new CaptureFileReader();
  const frames: Frame[] = [];
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
    const found = reader.push(bytes.slice(offset, offset + pieceBytes));
    if (!found.ok) return found;
    frames.push(...found.value);
  }
  const end = reader.end();
  return end.ok ? { ok: true, value: frames } : end;
}

function framesIn(file: Uint8Array | readonly number[], pieceBytes?: number): readonly Frame[] {
  const found = read(file, pieceBytes);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

function faultOf(file: Uint8Array | readonly number[]): string {
  const found = read(file);
  return found.ok ? 'no fault' : found.error;
}

describe('classic pcap', () => {
  test.each([
    ['little endian, microseconds', { littleEndian: true, perSecond: 1_000_000 }],
    ['big endian, microseconds', { littleEndian: false, perSecond: 1_000_000 }],
    ['little endian, nanoseconds', { littleEndian: true, perSecond: 1_000_000_000 }],
    ['big endian, nanoseconds', { littleEndian: false, perSecond: 1_000_000_000 }],
  ] as const)('%s', (_, form) => {
    const file = pcapFile(form, [
      { atUs: AT_US, bytes: ADVERT },
      { atUs: AT_US + 1_000_000, bytes: OTHER },
    ]);
    const frame = { atUs: AT_US, interface: 'unknown', direction: 'unknown', linkType: 1, bytes: ADVERT };
    expect(framesIn(file)).toEqual([frame, { ...frame, atUs: AT_US + 1_000_000, bytes: OTHER }]);
  });

  test('the upper half of the link type says other things', () => {
    const file = pcapFile({ littleEndian: true, perSecond: 1_000_000, linkType: 0x1400_0071 }, [
      { atUs: 0, bytes: ADVERT },
    ]);
    expect(framesIn(file)).toMatchObject([{ linkType: 113 }]);
  });

  test('a record that cannot be so long is a fault, before anything of it is kept', () => {
    const file = pcapFile({ littleEndian: true, perSecond: 1_000_000 }, [{ atUs: 0, bytes: ADVERT }]);
    expect(faultOf([...file.subarray(0, 32), 0xff, 0xff, 0xff, 0x7f])).toBe(
      'it ends within a record, 12 bytes after its start',
    );
    expect(faultOf([...file.subarray(0, 32), 0xff, 0xff, 0xff, 0x7f, 0, 0, 0, 0])).toMatch(
      'a record says that it has 2147483647 bytes',
    );
  });
});

describe.each([
  ['little endian', true],
  ['big endian', false],
])('pcapng, %s', (_, little) => {
  const micros = BigInt(AT_US);

  test('names of interfaces, directions, two sections', () => {
    const eth0 = interfaceBlock(little, [...option(little, 2, text('eth0')), ...option(little, 0, [])]);
    const flags = (bits: number): number[] => option(little, 2, little ? [bits, 0, 0, 0] : [0, 0, 0, bits]);
    const file = [
      ...section(little),
      ...interfaceBlock(little, option(little, 2, text('lo'))),
      ...eth0,
      ...packetBlock(little, { ticks: micros, bytes: ADVERT, interfaceId: 1, options: flags(1) }),
      ...packetBlock(little, { ticks: micros + 1n, bytes: OTHER, interfaceId: 0, options: flags(2) }),
      ...section(!little),
      ...interfaceBlock(!little, [], 113),
      ...packetBlock(!little, { ticks: micros, bytes: ADVERT }),
    ];
    expect(framesIn(file)).toEqual([
      { atUs: AT_US, interface: 'eth0', direction: 'in', linkType: 1, bytes: ADVERT },
      { atUs: AT_US + 1, interface: 'lo', direction: 'out', linkType: 1, bytes: OTHER },
      { atUs: AT_US, interface: 'unknown', direction: 'unknown', linkType: 113, bytes: ADVERT },
    ]);
  });

  test.each([
    ['nanoseconds', [9], micros * 1000n + 999n],
    ['milliseconds', [3], micros / 1000n],
    ['a power of two', [0x80 | 20], (micros * 2n ** 20n) / 1_000_000n + 1n],
  ])('times in %s', (_name, resolution, ticks) => {
    const file = [
      ...section(little),
      ...interfaceBlock(little, option(little, 9, resolution)),
      ...packetBlock(little, { ticks, bytes: ADVERT }),
    ];
    const expected = resolution[0] === 3 ? Math.floor(AT_US / 1000) * 1000 : AT_US;
    expect(framesIn(file)).toMatchObject([{ atUs: expected }]);
  });

  test('an offset in seconds is added', () => {
    const offset = little ? [10, 0, 0, 0, 0, 0, 0, 0] : [0, 0, 0, 0, 0, 0, 0, 10];
    const file = [
      ...section(little),
      ...interfaceBlock(little, option(little, 14, offset)),
      ...packetBlock(little, { ticks: micros, bytes: ADVERT }),
    ];
    expect(framesIn(file)).toMatchObject([{ atUs: AT_US + 10_000_000 }]);
  });

  test('simple packets have no time; blocks of other kinds are passed over', () => {
    const length = little ? [ADVERT.length, 0, 0, 0] : [0, 0, 0, ADVERT.length];
    const file = [
      ...section(little),
      ...interfaceBlock(little),
      ...block(little, 5, [1, 2, 3, 4, 5]),
      ...block(little, 3, [...length, ...ADVERT]),
    ];
    expect(framesIn(file)).toMatchObject([{ atUs: 'unknown', bytes: ADVERT }]);
  });

  test('a name cannot send orders to the terminal', () => {
    const name = option(little, 2, text('e\u001b[2Jth\n0'));
    const file = [
      ...section(little),
      ...interfaceBlock(little, name),
      ...packetBlock(little, { ticks: 0n, bytes: ADVERT }),
    ];
    expect(framesIn(file)).toMatchObject([{ interface: 'e[2Jth0' }]);
  });

  test('faults', () => {
    const start = [...section(little), ...interfaceBlock(little)];
    const packet = packetBlock(little, { ticks: 0n, bytes: ADVERT, interfaceId: 7 });
    expect(faultOf([...start, ...packet])).toMatch('names interface 7, which is not described');
    expect(faultOf([...start, ...block(little, 6, []).fill(0, 4, 8)])).toMatch('a block says that it has 0 bytes');
    expect(faultOf([...section(little).fill(0, 8, 12)])).toMatch('does not say its byte order');
    const long = packetBlock(little, { ticks: 0n, bytes: ADVERT });
    expect(faultOf([...start, ...long.fill(0xff, 20, 24).fill(1, 20, 21)])).toMatch(/does not fit|interface/);
    expect(faultOf([...start, ...packet.slice(0, 20)])).toMatch('it ends within a record, 20 bytes after its start');
    const many = Array.from({ length: 4096 }, () => interfaceBlock(little)).flat();
    expect(faultOf([...start, ...many])).toMatch('more than 4096 interfaces');
  });
});

test.each([1, 3, 7, 64])('a file that comes in pieces of %d bytes', (pieceBytes) => {
  const classic = pcapFile({ littleEndian: true, perSecond: 1_000_000 }, [
    { atUs: AT_US, bytes: ADVERT },
    { atUs: AT_US, bytes: OTHER },
  ]);
  expect(framesIn(classic, pieceBytes)).toEqual(framesIn(classic));
  const newer = [
    ...section(true),
    ...interfaceBlock(true),
    ...packetBlock(true, { ticks: 5n, bytes: ADVERT }),
    ...packetBlock(true, { ticks: 6n, bytes: OTHER }),
  ];
  expect(framesIn(newer, pieceBytes)).toEqual(framesIn(newer));
});

test.each([
  ['nothing', [], 'it is empty'],
  ['three bytes', [1, 2, 3], 'no pcap or pcapng file'],
  ['text', text('Capture of Monday'), 'no pcap or pcapng file: write one with "tcpdump -w FILE vrrp"'],
  ['gzip', [0x1f, 0x8b, 8, 0], 'gunzip -c FILE | vipward capture --pcap -'],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd], 'zstd -dc FILE'],
])('%s is no capture file', (_, bytes, words) => expect(faultOf(bytes)).toContain(words));
