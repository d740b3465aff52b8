import { beforeEach, describe, expect, test } from 'vitest';
import { LinkStates } from '../../../src/dataplane/host/link-states.ts';
import type { LinkRule } from '../../../src/model/host/links.ts';
import type { SimulatedHost } from '../../sim/world/host.ts';
import { SimulatedLan } from '../../sim/world/lan.ts';

let nowUs = 0;
let host: SimulatedHost;
let states: LinkStates;

beforeEach(() => {
  nowUs = 0;
  host = new SimulatedLan().host('10.9.0.1');
  states = new LinkStates(host, () => nowUs);
});

const rule = (changes: Partial<LinkRule>): LinkRule => ({
  device: 'eth0',
  beat: 'kernel',
  downDelayMs: 0,
  upDelayMs: 0,
  ...changes,
});

const read = (): string => {
  const links = states.links();
  return links.ok ? links.value.map(({ name, running }) => `${name} ${running}`).join() : links.error.text;
};

/** The kernel tells, and what counts then. */
function hear(running: 'yes' | 'no'): string {
  host.setLink(running);
  const links = host.links();
  const [link] = links.ok ? links.value : [];
  if (link === undefined) throw new Error('it has an interface');
  const heard = states.hear({ type: 'link', link });
  return heard.type === 'link' ? heard.link.running : heard.type;
}

const due = (): readonly string[] =>
  states
    .takeDue(nowUs)
    .flatMap((change) => (change.type === 'link' ? [`${change.link.name} ${change.link.running}`] : []));

describe('without a rule', () => {
  test('the word of the kernel counts at once', () => {
    expect(read()).toBe('eth0 yes');
    expect([hear('no'), hear('yes'), states.nextUs()]).toEqual(['no', 'yes', Infinity]);
  });
});

describe('interface_up_down_delays', () => {
  beforeEach(() => {
    states.adopt([rule({ downDelayMs: 1500, upDelayMs: 3000 })]);
    read();
  });

  test('an interface is down when it has been down for as long', () => {
    expect(hear('no')).toBe('yes');
    expect(states.nextUs()).toBe(1_500_000);
    nowUs = 1_499_999;
    expect(due()).toEqual([]);
    nowUs = 1_500_000;
    expect(due()).toEqual(['eth0 no']);
    expect([read(), states.nextUs()]).toEqual(['eth0 no', Infinity]);
  });

  test('one that comes back before has never been down', () => {
    hear('no');
    nowUs = 1_000_000;
    expect(hear('yes')).toBe('yes');
    nowUs = 10_000_000;
    expect(due()).toEqual([]);
    expect(hear('no')).toBe('yes');
    expect(states.nextUs()).toBe(11_500_000);
  });

  test('up has a delay of its own', () => {
    hear('no');
    nowUs = 1_500_000;
    due();
    expect(hear('yes')).toBe('no');
    nowUs = 4_500_000;
    expect(due()).toEqual(['eth0 yes']);
  });

  test('one that is down at the start is down at once', () => {
    const later = new SimulatedLan().host('10.9.0.2');
    later.setLink('no');
    const fresh = new LinkStates(later, () => nowUs);
    fresh.adopt([rule({ downDelayMs: 1500 })]);
    const links = fresh.links();
    expect(links.ok && links.value[0]?.running).toBe('no');
  });

  test('a reload that takes the delay away lets it count', () => {
    hear('no');
    expect(states.adopt([])).toMatchObject([{ type: 'link', link: { name: 'eth0', running: 'no' } }]);
  });

  test('an interface that is gone is forgotten with what was due', () => {
    hear('no');
    states.hear({ type: 'linkGone', index: 2, name: 'eth0' });
    expect(states.nextUs()).toBe(Infinity);
  });
});

describe('linkbeat', () => {
  test('the driver is asked each second, and the kernel is not believed', () => {
    read();
    states.adopt([rule({ beat: 'mii' })]);
    host.beat = 'no';
    expect([hear('yes'), states.nextUs()]).toEqual(['yes', 1_000_000]);
    nowUs = 1_000_000;
    expect(due()).toEqual(['eth0 no']);
    expect(hear('yes')).toBe('no');
    host.beat = 'yes';
    nowUs = 2_000_000;
    expect(due()).toEqual(['eth0 yes']);
    expect(states.nextUs()).toBe(3_000_000);
  });

  test('what it says counts at once when the rule is new, and waits for a delay', () => {
    read();
    host.beat = 'no';
    expect(states.adopt([rule({ beat: 'ethtool', downDelayMs: 2000 })])).toEqual([]);
    for (const [us, changes] of [
      [1_000_000, []],
      [2_000_000, ['eth0 no']],
    ] as const) {
      nowUs = us;
      expect(due()).toEqual(changes);
    }
  });
});
