import { expect, test } from 'vitest';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { until } from '../../../src/lab/until.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import { labFor } from '../../support/lab.ts';
import { type Announcement, announcementsIn, ARP, listen, NEIGHBOUR_DISCOVERY, packetsOf } from './neighbourhood.ts';

const LIMIT_MS = 40_000;
const GAP_S = 0.05;
/** Packets are dated when they arrive: one that was late makes the next gap shorter. */
const LEAST_GAP_US = GAP_S * 1e6 * 0.6;
/** Half of the shortest time from one burst to the next: the first packet of a burst may have been late. */
const LEAST_REST_US = 500_000;

const GLOBALS = `global_defs {\nvrrp_garp_interval ${GAP_S}\nvrrp_gna_interval ${GAP_S}\n}\n`;
const PACES = ['garp_master_repeat 3', 'garp_master_delay 1', 'garp_master_refresh 3', 'garp_master_refresh_repeat 2'];
/** keepalived 2.2.7 sends three of each burst once there is a gap to keep. For two addresses: the first burst, the second one after a second, then a refresh each 3 s. */
const BURSTS = [6, 6, 4, 4];

/** The announcements in parts of these sizes: a machine that stands still makes gaps of its own. */
const inBursts = (announcements: readonly Announcement[]): readonly (readonly Announcement[])[] =>
  BURSTS.map((count, at) => {
    const start = BURSTS.slice(0, at).reduce((sum, before) => sum + before, 0);
    return announcements.slice(start, start + count);
  });

const gapsUs = (burst: readonly Announcement[]): readonly number[] =>
  burst.slice(1).map(({ atUs }, of) => atUs - (burst[of]?.atUs ?? 0));

test.concurrent.for([
  ['ARP', ARP],
  ['neighbour discovery', NEIGHBOUR_DISCOVERY],
] as const)('%s: bursts, their order, the gap within, and the refresh', async ([, of], context) => {
  const lab = await labFor(context, { nodes: ['web1'], families: 'both' }, 'tcpdump');
  const heard = await listen(lab.client);
  const [vip = '', ...moreVips] = of.vips;
  const instance = { vip, moreVips, address: '', peer: '', priority: 150, version: 3, advertIntervalS: 0.2 } as const;
  startVipward(lab.node('web1'), `${GLOBALS}${pairConfigText({ ...instance, more: PACES })}`);
  const seen = (): readonly Announcement[] => announcementsIn(packetsOf(heard), of);
  const due = BURSTS.reduce((sum, count) => sum + count, 0);
  await until(`${due} announcements`, LIMIT_MS, () => seen().length >= due);

  const bursts = inBursts(seen());
  const starts = bursts.map(([first]) => first?.atUs ?? 0);
  for (const [at, start] of starts.entries())
    if (at > 0) expect(start - (starts[at - 1] ?? 0)).toBeGreaterThan(LEAST_REST_US);
  for (const burst of bursts) {
    expect(burst.map(({ address }) => address)).toEqual(burst.map((_, at) => of.vips[at % of.vips.length]));
    for (const gapUs of gapsUs(burst)) expect(gapUs).toBeGreaterThan(LEAST_GAP_US);
  }
});
