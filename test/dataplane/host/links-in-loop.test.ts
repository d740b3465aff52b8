import { expect, test } from 'vitest';
import { Dataplane } from '../../../src/dataplane/loop.ts';
import type { LinkRule } from '../../../src/model/host/links.ts';
import type { SimulatedHost } from '../../sim/world/host.ts';
import { SimulatedLan } from '../../sim/world/lan.ts';
import { instanceConfig, wantedModel } from '../../support/configs.ts';

const SECOND_US = 1_000_000;

/** The only router of a network, master by now. */
function master(rule: Partial<LinkRule>): {
  readonly host: SimulatedHost;
  readonly lan: SimulatedLan;
  readonly states: string[];
} {
  const lan = new SimulatedLan();
  const host = lan.host('10.9.0.1');
  const states: string[] = [];
  const plane = new Dataplane({
    network: host,
    clock: lan.time.clock(),
    emit: (message) => void (message.type === 'transition' && states.push(message.to)),
    afterInput: (callback) => callback(),
  });
  expect(plane.open().ok).toBe(true);
  const links: readonly LinkRule[] = [{ device: 'eth0', beat: 'kernel', downDelayMs: 0, upDelayMs: 0, ...rule }];
  plane.onMessage({ type: 'model', generation: 1, model: wantedModel({ instances: [instanceConfig()], links }) });
  lan.time.advance(5 * SECOND_US);
  expect(states).toEqual(['backup', 'master']);
  return { host, lan, states };
}

test.each([
  [1_400_000, ['backup', 'master']],
  [1_600_000, ['backup', 'master', 'fault', 'backup']],
])('a link that is lost for %d us counts after 1.5 s, and is back at once', (lostUs, expected) => {
  const { host, lan, states } = master({ downDelayMs: 1500 });
  host.setLink('no');
  lan.time.advance(lostUs);
  host.setLink('yes');
  lan.time.advance(SECOND_US);
  expect(states).toEqual(expected);
});

test('a driver without a link is a fault within a second although the kernel says nothing', () => {
  const { host, lan, states } = master({ beat: 'ethtool' });
  host.beat = 'no';
  lan.time.advance(SECOND_US);
  expect(states.at(-1)).toBe('fault');
  host.beat = 'yes';
  lan.time.advance(5 * SECOND_US);
  expect(states.at(-1)).toBe('master');
});
