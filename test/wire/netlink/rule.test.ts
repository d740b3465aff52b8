import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rule } from '../../../src/model/host/routing.ts';
import { decodeRule, encodeRule, encodeRuleDump, ruleIdentity } from '../../../src/wire/netlink/rule.ts';
import { aRule, net } from '../../support/configs.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const bytes = (...parts: readonly string[]): string => parts.join('');
const message = (body: Uint8Array) => ({ type: 32, flags: 0, sequence: 0, body });

test.each<[string, Rule, string]>([
  ['table 100', aRule(), bytes('020000006400000100000000', '08000f0064000000', '0500150076000000')],
  [
    'not from 10.1.0.0/16 to 10.2.3.4/32 iif eth0 fwmark 3/255 priority 7 table 1000',
    aRule({
      from: net('10.1.0.0', 16),
      to: net('10.2.3.4', 32),
      input: 'eth0',
      mark: { value: 3, mask: 255 },
      priority: 7,
      table: 1000,
      match: 'except',
    }),
    bytes(
      '02201000fc00000102000000',
      '080001000a020304',
      '080002000a010000',
      '0900030065746830',
      '00000000',
      '0800060007000000',
      '08000a0003000000',
      '08001000ff000000',
      '08000f00e8030000',
      '0500150076000000',
    ),
  ],
  [
    'inet6 oif eth0 unreachable',
    aRule({ family: 6, output: 'eth0', action: 'unreachable', table: 0 }),
    bytes('0a0000000000000700000000', '090011006574683000000000', '08000f0000000000', '0500150076000000'),
  ],
])('%s', (_words, rule, sent) => {
  expect(hex(encodeRule(rule, 0x76))).toBe(sent);
});

test('what was sent is recognised when the kernel reports it', () => {
  const rules = [
    aRule({ from: net('10.1.0.0', 16), input: 'eth0', mark: { value: 3, mask: 255 }, priority: 7, match: 'except' }),
    aRule({ family: 6, to: net('fd00:1::', 32), output: 'eth0', action: 'prohibit', table: 0, tos: 8, priority: 9 }),
  ];
  for (const rule of rules) {
    const body = encodeRule(rule, 0x76);
    const expected = { ...ruleIdentity(rule), priority: rule.priority, protocol: 0x76, body };
    expect(decodeRule(message(body))).toEqual(expected);
  }
});

test('a dump asks for one family', () => {
  expect(hex(encodeRuleDump(6))).toBe('0a0000000000000000000000');
});

test('other families and no bytes whatever make the reader throw', () => {
  expect(decodeRule(message(new Uint8Array(12)))).toBeUndefined();
  fc.assert(fc.property(fc.uint8Array({ maxLength: 80 }), (body) => void decodeRule(message(body))));
});
