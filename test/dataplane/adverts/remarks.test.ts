import { expect, test } from 'vitest';
import { Remarks } from '../../../src/dataplane/adverts/remarks.ts';
import type { PacketRemark } from '../../../src/ipc/messages.ts';
import type { IpAddress } from '../../../src/model/address.ts';

const wrongPassword = (source = '10.0.0.2'): Omit<PacketRemark, 'count'> => ({
  instance: 'VI_1',
  source: source as IpAddress,
  was: 'dropped',
  counter: 'rx_auth_failure',
  text: 'received an invalid passwd!',
});

test('RX-49 a thousand equal bad packets make one remark, and the next after a minute has the count', () => {
  const remarks = new Remarks();
  const said = Array.from({ length: 1000 }, (_, i) => remarks.note(wrongPassword(), i * 1000)).filter(Boolean);
  expect(said).toHaveLength(1);
  expect(said[0]?.count).toBe(1);
  expect(remarks.note(wrongPassword(), 60_000_000)?.count).toBe(1000);
});

test('another source is another remark, and a change of state makes it worth saying again', () => {
  const remarks = new Remarks();
  expect(remarks.note(wrongPassword(), 0)).toBeDefined();
  expect(remarks.note(wrongPassword('10.0.0.3'), 0)).toBeDefined();
  expect(remarks.note(wrongPassword(), 1)).toBeUndefined();
  remarks.forget('VI_1');
  expect(remarks.note(wrongPassword(), 2)).toBeDefined();
});

test('a flood of spoofed sources does not grow the memory without end', () => {
  const remarks = new Remarks();
  for (let i = 0; i < 2000; i++) remarks.note(wrongPassword(`10.1.${i >> 8}.${i & 255}`), 0);
  expect(remarks.note(wrongPassword('10.1.0.0'), 1)).toBeDefined();
  expect(remarks.note(wrongPassword('10.1.7.207'), 1)).toBeUndefined();
});
