import type { ProbeConfig } from '../../../../model/probe.ts';
import type { NativeKind } from '../../../settings/setting.ts';
import type { Audience, BlockSettings } from '../../block/block-settings.ts';
import type { Node } from '../../tree.ts';
import { composeDns } from './dns.ts';
import { composeFile } from './file.ts';
import { composeHttp } from './http.ts';
import { composeMysql } from './mysql.ts';
import { composeProcess } from './process.ts';
import { composeArp, composePing } from './reach.ts';
import { composeRedis } from './redis.ts';
import { composeSystemd } from './systemd.ts';
import { composeTcp } from './tcp.ts';

/** Where a probe's block stands, and who hears of its faults. */
export interface ProbePlace extends Audience {
  readonly node: Node;
}

/** The block of one kind of probe to its configuration. What is missing is reported; something stands in for it. */
export type ProbeComposer<Config extends ProbeConfig> = (settings: BlockSettings, place: ProbePlace) => Config;

/** How the block of each kind is read. A new kind is a row here, its settings, and its line in `probe-for.ts`. */
export const PROBE_COMPOSERS: {
  readonly [Kind in NativeKind]: ProbeComposer<Extract<ProbeConfig, { kind: Kind }>>;
} = {
  tcp: composeTcp,
  http: composeHttp,
  dns: composeDns,
  redis: composeRedis,
  file: composeFile,
  process: composeProcess,
  mysql: composeMysql,
  ping: composePing,
  arp: composeArp,
  systemd: composeSystemd,
};

export const NATIVE_KINDS = Object.keys(PROBE_COMPOSERS) as readonly NativeKind[];
