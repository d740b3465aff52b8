import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { configureFrr, startFrr } from '../../../src/lab/frr/frr.ts';
import { FRR_VRID } from '../../../src/lab/frr/configuration.ts';
import type { Host } from '../../../src/lab/host.ts';
import type { HostProcess } from '../../../src/lab/host-process.ts';
import { startKeepalived } from '../../../src/lab/keepalived.ts';
import { pairConfigText } from '../../../src/lab/pair-config.ts';
import { startVipward } from '../../../src/lab/vipward.ts';
import type { Make, Protocol } from '../../interop/table.ts';

/** What one router of a row is told. */
export interface RouterPlan {
  readonly protocol: Protocol;
  readonly peer: Host;
  readonly vips: readonly [string, ...string[]];
  readonly priority: number;
  readonly advertIntervalS: number;
  readonly preempt: 'preempt' | 'nopreempt';
  readonly password: string;
}

/** How the matrix handles one make of router. */
export interface Driver {
  /** Resolves when its configuration is read; the state is waited for by {@link isBackup}. */
  start(host: Host, plan: RouterPlan): Promise<HostProcess>;
  /** What it prints when it becomes BACKUP. */
  readonly isBackup: RegExp;
  /** What it prints when it did not like what it received. Never in a row that goes well. */
  readonly complaint: RegExp;
  /** Lowers its priority by {@link LOWERED_BY} while it runs, and gives that back. */
  lower(host: Host, priority: number): Promise<void> | void;
  raise(host: Host, priority: number): Promise<void> | void;
  /** Makes it declare a fault, and takes that back; absent where there is no such thing. */
  readonly fault?: { begin(host: Host): void; end(host: Host): void };
}

export const LOWERED_BY = 60;

/** Each is a check that fails while the file is there. */
const lowered = (host: Host): string => join(host.directory, 'lowered');
const broken = (host: Host): string => join(host.directory, 'broken');

const addressOf = (host: Host, { family }: Protocol): string => (family === 4 ? host.address : host.address6);

function configText(host: Host, { protocol, peer, vips, ...plan }: RouterPlan): string {
  const [vip, ...moreVips] = vips;
  return pairConfigText({
    vip,
    moreVips,
    address: addressOf(host, protocol),
    peer: addressOf(peer, protocol),
    priority: plan.priority,
    version: protocol.version,
    cast: protocol.cast,
    advertIntervalS: plan.advertIntervalS,
    ...(protocol.auth === 'PASS' ? { password: plan.password } : {}),
    moreChecks: {
      ranks: { script: `/usr/bin/test ! -e ${lowered(host)}`, weight: -LOWERED_BY },
      serves: { script: `/usr/bin/test ! -e ${broken(host)}` },
    },
    more: plan.preempt === 'nopreempt' ? ['nopreempt'] : [],
  });
}

/** What keepalived and vipward, which read the same file, have in common. */
const BY_FILE: Omit<Driver, 'start'> = {
  isBackup: /\) Entering BACKUP STATE/,
  complaint: /bogus|dropped|invalid|mismatch|incorrect|incompatible|expect|unsupported|error|\) advert from \S+: /i,
  lower: (host) => writeFileSync(lowered(host), ''),
  raise: (host) => rmSync(lowered(host)),
  fault: {
    begin: (host) => writeFileSync(broken(host), ''),
    end: (host) => rmSync(broken(host)),
  },
};

const setPriority = (host: Host, priority: number): Promise<void> =>
  configureFrr(host, [`vrrp ${FRR_VRID} priority ${priority}`]);

export const DRIVERS: Readonly<Record<Make, Driver>> = {
  vipward: { ...BY_FILE, start: async (host, plan) => startVipward(host, configText(host, plan)) },
  keepalived: { ...BY_FILE, start: (host, plan) => startKeepalived(host, configText(host, plan)) },
  FRR: {
    start: (host, { protocol, vips, priority, advertIntervalS, preempt }) =>
      startFrr(host, { vips, priority, advertIntervalS, preempt, version: protocol.version }),
    isBackup: /Initialize -> Backup/,
    complaint: /bogus|dropped|mismatch|incorrect|unequal|Datagram (invalid|has|not)|\bbad\b/i,
    lower: (host, priority) => setPriority(host, priority - LOWERED_BY),
    raise: setPriority,
  },
};
