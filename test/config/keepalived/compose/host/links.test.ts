import { describe, expect, test } from 'vitest';
import { codesOf, faultsOf, GOOD, HOST, loadText } from '../../../loading.ts';

const linksOf = (text: string) => loadText(`${GOOD}${text}`).model?.links;
const pacingOf = (text: string) => loadText(`${GOOD}${text}`).model?.pacing;

const rule = (device: string, changes: object) => ({
  device,
  beat: 'kernel',
  downDelayMs: 0,
  upDelayMs: 0,
  ...changes,
});

describe('interface_up_down_delays', () => {
  test('seconds to down and to up; up at once where only one is written', () => {
    expect(linksOf('interface_up_down_delays {\n eth0 1.5 3\n eth1 0.00001\n}\n')).toEqual([
      rule('eth0', { downDelayMs: 1500, upDelayMs: 3000 }),
      rule('eth1', { downDelayMs: 0.01 }),
    ]);
  });

  test('the last line of an interface counts', () => {
    expect(linksOf('interface_up_down_delays {\n eth0 1 2\n eth0 1.5\n}\n')).toEqual([
      rule('eth0', { downDelayMs: 1500 }),
    ]);
  });

  test.each([
    ['eth0', 'CONF-104'],
    ['eth0 1s', 'CONF-201'],
    ['eth1 256', 'CONF-202'],
    ['eth0 1 2 3', 'CONF-105'],
    ['an-interface-with-a-long-name 1', 'CONF-209'],
  ])('%s draws %s', (line, code) => {
    expect(codesOf(loadText(`${GOOD}interface_up_down_delays {\n ${line}\n}\n`))).toContain(code);
  });
});

describe('linkbeat', () => {
  test('linkbeat_interfaces says which, and in which way', () => {
    const text = 'linkbeat_interfaces {\n eth0\n eth1 MII\n eth2 ETHTOOL\n eth3 IOCTL\n}\n';
    expect(linksOf(text)?.map(({ device, beat }) => `${device} ${beat}`)).toEqual([
      'eth0 auto',
      'eth1 mii',
      'eth2 ethtool',
      'eth3 ioctl',
    ]);
    expect(codesOf(loadText(`${GOOD}linkbeat_interfaces {\n eth0 mii\n}\n`))).toContain('CONF-212');
  });

  test('linkbeat_use_polling is about all interfaces of instances, and a line of its own about one of them', () => {
    const tracking = GOOD.replace('    track_script', '    track_interface {\n eth1\n}\n    track_script');
    const { model } = loadText(`${tracking}linkbeat_use_polling\nlinkbeat_interfaces {\n eth1 MII\n}\n`);
    expect(model?.links).toEqual([rule('eth0', { beat: 'auto' }), rule('eth1', { beat: 'mii' })]);
  });

  test('in an instance it is about the interface of that', () => {
    expect(loadText(GOOD.replace('    interface', '    linkbeat_use_polling\n    interface')).model?.links).toEqual([
      rule('eth0', { beat: 'auto' }),
    ]);
  });

  test('one interface has one rule', () => {
    const text = 'linkbeat_interfaces {\n eth0 MII\n}\ninterface_up_down_delays {\n eth0 1\n}\n';
    expect(linksOf(text)).toEqual([rule('eth0', { beat: 'mii', downDelayMs: 1000 })]);
  });
});

describe('garp_group', () => {
  test('intervals of the interfaces behind one switch', () => {
    const text = 'garp_group {\n garp_interval 0.1\n gna_interval 0.2\n interfaces {\n eth0 eth1\n eth2\n}\n}\n';
    expect(pacingOf(text)).toEqual([
      { devices: ['eth0', 'eth1', 'eth2'], garpIntervalMs: 100, neighbourAdvertIntervalMs: 200 },
    ]);
    expect(pacingOf('garp_group {\n garp_interval 1\n interface eth0\n}\n')).toEqual([
      { devices: ['eth0'], garpIntervalMs: 1000, neighbourAdvertIntervalMs: 0 },
    ]);
  });

  test.each(['garp_group {\n interface eth0\n}\n', 'garp_group {\n garp_interval 1\n}\n'])(
    '%j lacks something',
    (text) => expect(faultsOf(loadText(`${GOOD}${text}`))).toEqual(['CONF-104']),
  );
});

test('an interface that this host does not have is named', () => {
  const delays = 'interface_up_down_delays {\n eth7 1\n}\nlinkbeat_interfaces {\n eth8\n}\n';
  const pacing = 'garp_group {\n garp_interval 1\n interface eth9\n}\n';
  const { diagnostics } = loadText(`${GOOD}${delays}${pacing}`, { host: HOST });
  const missing = diagnostics.filter(({ code }) => code === 'CONF-210').map(({ message }) => message);
  expect(missing).toEqual(['eth7', 'eth8', 'eth9'].map((name) => `no interface "${name}" on this host`));
});
