import { describe, expect, test } from 'vitest';
import { sightingIn } from '../../src/capture/sighting.ts';
import { type Change, Survey } from '../../src/capture/survey.ts';
import { judgeSighting, type Judge } from '../../src/capture/verdict.ts';
import { changeText } from '../../src/capture/words/change-text.ts';
import { changeJson, summaryJson } from '../../src/capture/words/json.ts';
import { packetText } from '../../src/capture/words/packet-text.ts';
import { summaryRows, warningLines } from '../../src/capture/words/summary-text.ts';
import type { IpAddress } from '../../src/model/address.ts';
import type { Priority } from '../../src/model/priority.ts';
import type { OutgoingAdvert } from '../../src/vrrp/encode.ts';
import { instanceConfig } from '../support/configs.ts';
import { advertOf, type Around, ethernetBytes, FIRST, frameOf, SECOND } from './frames.ts';

const SECOND_US = 1_000_000;

/** A network on which adverts are seen, one a call, each `afterUs` later than the last. */
class Wire {
  readonly survey = new Survey();
  readonly judge: Judge | undefined;
  nowUs = 0;

  constructor(judge?: Judge) {
    this.judge = judge;
  }

  see(advert: Partial<OutgoingAdvert> & { readonly afterUs?: number }, around: Around = {}): readonly Change[] {
    const { afterUs = SECOND_US / 2, ...changes } = advert;
    this.nowUs += afterUs;
    const seen = sightingIn(frameOf(ethernetBytes(advertOf(changes), around), { atUs: this.nowUs }));
    if (seen === undefined) throw new Error('no VRRP packet');
    return [...this.survey.passed(this.nowUs), ...this.survey.see(seen, judgeSighting(seen, this.judge))];
  }

  /** The lines that an advert leads to, without time and place. */
  lines(...advert: Parameters<Wire['see']>): readonly string[] {
    return this.see(...advert).map((change) => changeText(change).replace(/^eth0\S* vrid \d+ IPv4: /, ''));
  }
}

const a = (more: Partial<OutgoingAdvert> = {}): Partial<OutgoingAdvert> => ({ source: FIRST, ...more });
const b = (more: Partial<OutgoingAdvert> = {}): Partial<OutgoingAdvert> => ({
  source: SECOND,
  priority: 100 as Priority,
  ...more,
});
const ZERO = { priority: 0 as Priority };

const warned = (wire: Wire): boolean => warningLines(wire.survey.routers()).join().includes('two masters at once');

const password = (text: string) => ({ authentication: { type: 'pass', password: text } }) as const;

describe('a line for each change', () => {
  test('a sender speaks, and the second packet of the same says nothing', () => {
    const wire = new Wire();
    expect(wire.lines(a())).toEqual([
      '10.9.0.1 speaks: version 2, priority 150, advert_int 1 s, 10.9.0.100, auth none, TTL 255, checksum v2, ' +
        'MAC 02:00:00:00:00:01, to 224.0.0.18',
    ]);
    expect(wire.lines(a())).toEqual([]);
  });

  test('every field that changes, with both values', () => {
    const wire = new Wire();
    wire.see(a());
    expect(wire.lines(a({ priority: 90 as Priority, advertIntervalCs: 200 }))).toEqual([
      '10.9.0.1: priority 150 -> 90, advert_int 1 s -> 2 s',
    ]);
  });

  test('a sender gives up, comes back, falls silent', () => {
    const wire = new Wire();
    wire.see(a());
    expect(wire.lines(a(ZERO))).toEqual(['10.9.0.1 gives up: priority 0']);
    expect(wire.lines(a(ZERO))).toEqual([]);
    expect(wire.lines(a())[0]).toMatch(/^10\.9\.0\.1 speaks again: version 2, priority 150/);
    expect(wire.lines({ ...b(), afterUs: 5 * SECOND_US })).toEqual([
      '10.9.0.1 is silent for 5 s',
      expect.stringContaining('10.9.0.2 speaks'),
    ]);
  });

  test('two VLANs are two places', () => {
    const wire = new Wire();
    wire.see(a());
    expect(wire.see(a(), { vlans: [10] }).map(changeText)[0]).toMatch(/eth0\.10 vrid 51 IPv4: 10\.9\.0\.1 speaks/);
    expect(wire.survey.routers().map(({ place }) => place)).toEqual(['eth0', 'eth0.10']);
  });

  test('what this node makes of a sender is said when it changes', () => {
    const wire = new Wire({ instances: [instanceConfig()], addressesOf: () => [] });
    expect(wire.lines(a())).toContain('10.9.0.1 is accepted here by VI_1');
    expect(wire.lines(a({ advertIntervalCs: 200 }))).toEqual([
      '10.9.0.1: advert_int 1 s -> 2 s',
      'WARNING 10.9.0.1 is refused here by VI_1: advert_int is 2 s, ours is 1 s: both must be equal in VRRP 2',
    ]);
    expect(wire.lines(a())).toContainEqual(expect.stringMatching(/^no longer: 10\.9\.0\.1 is refused here/));
  });
});

describe('two masters', () => {
  test('who both go on are two masters, until one gives up', () => {
    const wire = new Wire();
    for (const advert of [a(), b(), a(), b()]) wire.see(advert);
    expect(warned(wire)).toBe(false);
    expect(wire.lines(a())).toEqual([
      expect.stringMatching(
        /^WARNING two masters at once: 10\.9\.0\.1 \(priority 150\) and 10\.9\.0\.2 \(priority 100\)/,
      ),
    ]);
    expect(wire.lines(b(ZERO))).toContainEqual(expect.stringMatching(/^no longer: two masters/));
    expect(warned(wire)).toBe(false);
  });

  test('intervals may differ, turns are counted and not packets', () => {
    const wire = new Wire();
    const fast = a({ version: 3, advertIntervalCs: 10 });
    for (let turn = 0; turn < 3; turn += 1) {
      for (let packet = 0; packet < 9; packet += 1) wire.see({ ...fast, afterUs: 100_000 });
      wire.see({ ...b({ version: 3 }), afterUs: 100_000 });
    }
    expect(warned(wire)).toBe(true);
  });

  test.each([
    ['a takeover with one last word', [b(), a(), b(), a(), a(), a()]],
    ['a planned stop', [a(), a(ZERO), b(), b(), a(), a()]],
    [
      'masters one after the other',
      [
        a(),
        { ...b(), afterUs: 5 * SECOND_US },
        { ...a(), afterUs: 5 * SECOND_US },
        { ...b(), afterUs: 5 * SECOND_US },
        { ...a(), afterUs: 5 * SECOND_US },
      ],
    ],
  ])('not for %s', (_, adverts) => {
    const wire = new Wire();
    for (const advert of adverts) wire.see(advert);
    expect(warned(wire)).toBe(false);
  });

  test('unicast pairs with one VRID are no rivals', () => {
    const wire = new Wire();
    const [third, fourth] = ['10.9.0.3' as IpAddress, '10.9.0.4' as IpAddress];
    for (let turn = 0; turn < 4; turn += 1) {
      wire.see(a({ destination: SECOND }));
      wire.see(a({ source: third, destination: fourth, addresses: ['10.9.0.200' as IpAddress] }));
    }
    expect(warningLines(wire.survey.routers())).toEqual([]);
  });
});

describe('what must be alike on all routers of a VRID', () => {
  test.each([
    ['version', b({ version: 3 }), /has version 2, 10\.9\.0\.2 has version 3: routers of different versions ignore/],
    [
      'interval',
      b({ advertIntervalCs: 300 }),
      /has advert_int 1 s, 10\.9\.0\.2 has advert_int 3 s: set advert_int alike/,
    ],
    [
      'addresses',
      b({ addresses: ['10.9.0.7' as IpAddress] }),
      /has addresses 10\.9\.0\.100, 10\.9\.0\.2 has addresses 10\.9\.0\.7/,
    ],
    ['authentication', b(password('x')), /has auth none, 10\.9\.0\.2 has auth PASS: each refuses the other/],
  ])('%s', (_, other, text) => {
    const wire = new Wire();
    wire.see(a());
    wire.see(other);
    expect(warningLines(wire.survey.routers())).toEqual([expect.stringMatching(text)]);
  });

  test('passwords and checksums', () => {
    const wire = new Wire();
    wire.see(a(password('one')));
    wire.see(b(password('two')));
    expect(warningLines(wire.survey.routers())).toEqual([expect.stringMatching(/another password/)]);
    const version3 = new Wire();
    version3.see(a({ version: 3 }));
    version3.see(b({ version: 3, v3Checksum: 'rfc9568' }));
    expect(warningLines(version3.survey.routers())).toEqual([
      expect.stringMatching(/has checksum pseudo, 10\.9\.0\.2 has checksum rfc9568/),
    ]);
  });

  test('the order of the addresses is free', () => {
    const wire = new Wire();
    const two = ['10.9.0.100', '10.9.0.101'] as IpAddress[];
    wire.see(a({ addresses: two }));
    wire.see(b({ addresses: two.toReversed() }));
    expect(warningLines(wire.survey.routers())).toEqual([]);
  });
});

test('packets that no router accepts are said once for each kind, and counted', () => {
  const wire = new Wire();
  const wrong = { bend: (message: Uint8Array) => message.fill(wire.nowUs & 0xff, 6, 7) };
  expect(wire.lines(a(), wrong)).toEqual([
    expect.stringMatching(/^WARNING 10\.9\.0\.1 sends what no router accepts: checksum is/),
  ]);
  expect(wire.lines(a(), wrong)).toEqual([]);
  expect(wire.lines(a(), { ttl: 64 })).toContainEqual(expect.stringMatching(/has TTL 64, expected 255/));
  expect(wire.survey.routers()[0]?.senders[0]).toMatchObject({ packets: 3, faults: [{ packets: 2 }] });
});

const line = (around: Around): string => {
  const seen = sightingIn(frameOf(ethernetBytes(advertOf(), around)));
  return seen === undefined ? '' : packetText(seen, { was: 'unjudged' });
};

test('a line for each packet, for --all', () => {
  expect(line({})).toMatch(/^eth0 vrid 51 10\.9\.0\.1 > 224\.0\.0\.18: version 2, priority 150, .*02:00:00:00:00:01$/);
  expect(line({ bend: (message) => message.subarray(0, 4) })).toMatch(/no advert: message is 4 bytes, expected 8$/);
});

test('whoever forges senders fills no memory', () => {
  const wire = new Wire();
  const changes = Array.from({ length: 300 }, (_, n) =>
    wire.see({ source: `10.9.${1 + (n >> 8)}.${n & 0xff}` as IpAddress, afterUs: 1 }),
  ).flat();
  expect(wire.survey.routers()[0]?.senders).toHaveLength(64);
  expect(wire.survey.notKept).toBe(300 - 64);
  expect(changes.filter(({ kind }) => kind === 'crowded')).toHaveLength(1);
});

test('a row for each sender; JSON without passwords', () => {
  const wire = new Wire({ instances: [instanceConfig()], addressesOf: () => [] });
  const changes = [...wire.see(a({ authentication: { type: 'pass', password: 'SECRET' } })), ...wire.see(b())];
  const routers = wire.survey.routers();
  expect(summaryRows(routers, (atUs) => `${atUs} us`)).toEqual([
    [
      'eth0',
      '51',
      '10.9.0.1',
      'speaking',
      '2',
      '150',
      '1 s',
      'PASS',
      '255',
      'v2',
      '224.0.0.18',
      '1',
      '500000 us',
      'REFUSED',
      '10.9.0.100',
    ],
    [
      'eth0',
      '51',
      '10.9.0.2',
      'speaking',
      '2',
      '100',
      '1 s',
      'none',
      '255',
      'v2',
      '224.0.0.18',
      '1',
      '1000000 us',
      'accepted',
      '10.9.0.100',
    ],
  ]);
  const secret = [...'SECRET'].map((letter) => letter.charCodeAt(0)).join(' ');
  const json = JSON.stringify([...changes.map(changeJson), summaryJson(routers)]);
  expect(json).toContain('"source":"10.9.0.1"');
  expect(json).not.toContain(secret);
  expect(json).not.toContain('SECRET');
});
