import { expect, test } from 'vitest';
import { codesOf, loadText } from '../../../loading.ts';

const file = (lines: string, globals = ''): string => `global_defs {
    router_id a
    ${globals}
}
vrrp_instance A {
    interface eth0
    virtual_router_id 71
    ${lines}
    virtual_ipaddress {
        192.0.2.100/24
        192.0.2.101/24 dev eth1
    }
}
`;

const PEER = 'unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}';

const vmacOf = (text: string): unknown => loadText(text).model?.instances[0]?.vmac;

test('the name is given, or made of prefix and VRID; addresses without dev are on it', () => {
  expect(vmacOf(file(''))).toBe('none');
  expect(vmacOf(file('use_vmac pub'))).toEqual({ name: 'pub', transmit: 'vmac' });
  expect(vmacOf(file('use_vmac', 'vmac_prefix vip'))).toEqual({ name: 'vip.71', transmit: 'vmac' });
  const { model } = loadText(file('use_vmac'));
  expect(model?.instances[0]?.vips.map(({ device }) => device)).toEqual(['vrrp.71', 'eth1']);
});

test('adverts leave from the base when that is said, and always to unicast peers', () => {
  expect(vmacOf(file('use_vmac\nvmac_xmit_base'))).toEqual({ name: 'vrrp.71', transmit: 'base' });
  expect(vmacOf(file(`use_vmac\n${PEER}`))).toEqual({ name: 'vrrp.71', transmit: 'base' });
  expect(codesOf(loadText(file(`use_vmac\n${PEER}`)))).toContain('CONF-440');
  expect(codesOf(loadText(file(`use_vmac\nvmac_xmit_base\n${PEER}`)))).not.toContain('CONF-440');
  expect(codesOf(loadText(file('vmac_xmit_base')))).toContain('CONF-441');
});

test('what keepalived takes behind the name and we do not is refused, and so is a name that is none', () => {
  expect(codesOf(loadText(file('use_vmac pub 00:11:22:33:44:55')))).toContain('CONF-804');
  expect(codesOf(loadText(file('use_vmac a-name-of-twenty-chars')))).toContain('CONF-209');
});

test('promote_secondaries is carried out', () => {
  expect(loadText(file('promote_secondaries')).model?.instances[0]?.promoteSecondaries).toBe('on');
  expect(loadText(file('')).model?.instances[0]?.promoteSecondaries).toBe('leave');
});

const six = (lines: string): string => file(lines).replaceAll('192.0.2.10', '2001:db8::10').replaceAll('/24', '/64');

test('over IPv6 adverts from the vmac have a source of their own, which nobody chooses', () => {
  expect(codesOf(loadText(six('use_vmac')))).not.toContain('CONF-804');
  expect(codesOf(loadText(six('use_vmac\nmcast_src_ip fe80::1')))).toContain('CONF-804');
  expect(codesOf(loadText(six('use_vmac\nvmac_xmit_base\nmcast_src_ip fe80::1')))).not.toContain('CONF-804');
});
