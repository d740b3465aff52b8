/** What `vipward capture --json` prints, a value a line. Nothing here holds a password. */
import { refusalText } from '../../vrrp/refusal.ts';
import { type Portrait, portraitOf, type Sender } from '../portrait.ts';
import type { Sighting } from '../sighting.ts';
import { type Change, placeOf, type Router, type RouterName } from '../survey.ts';
import type { Verdict } from '../verdict.ts';
import { type Warning, warningKey } from '../warnings.ts';
import { warningText } from './warning-text.ts';

type Json = Readonly<Record<string, unknown>>;

const router = ({ place, family, vrid }: RouterName): Json => ({ interface: place, family, vrid });

const senderJson = ({ source, destinations, portrait, packets, state, lastAtUs, verdict, faults }: Sender): Json => ({
  source,
  destinations,
  state,
  packets,
  lastAtUs: known(lastAtUs),
  advert: portrait ?? null,
  here: verdictJson(verdict),
  faults: faults.map((fault) => ({
    code: fault.refusal.code,
    text: refusalText(fault.refusal),
    packets: fault.packets,
  })),
});

const verdictJson = (verdict: Verdict): Json => ({ ...verdict });

const warningJson = (warning: Warning): Json => ({
  kind: warning.kind,
  key: warningKey(warning),
  sources: ('senders' in warning ? warning.senders : [warning.sender]).map(({ source }) => source),
  text: warningText(warning),
});

const known = (value: number | 'unknown'): number | null => (value === 'unknown' ? null : value);

export function changeJson(change: Change): Json {
  const about = { event: change.kind, atUs: known(change.atUs), ...router(change) };
  switch (change.kind) {
    case 'warning':
    case 'settled':
      return { ...about, ...warningJson(change.warning) };
    case 'crowded':
      return about;
    case 'changed':
      return { ...about, fields: change.fields, before: change.before, ...senderJson(change.sender) };
    case 'silent':
      return { ...about, forUs: change.forUs, ...senderJson(change.sender) };
    case 'speaks':
    case 'left':
    case 'judged':
      return { ...about, ...senderJson(change.sender) };
  }
}

export function packetJson(seen: Sighting, verdict: Verdict): Json {
  const { packet, advert, refusal } = seen;
  const says: Portrait | null = advert === undefined ? null : portraitOf(advert, seen);
  return {
    event: 'packet',
    atUs: known(seen.atUs),
    interface: placeOf(seen),
    vrid: seen.vrid,
    source: packet.source,
    destination: packet.destination,
    advert: says,
    fault: refusal === undefined ? null : { code: refusal.code, text: refusalText(refusal) },
    here: verdictJson(verdict),
  };
}

export const summaryJson = (routers: readonly Router[]): Json => ({
  event: 'summary',
  routers: routers.map((each) => ({
    ...router(each),
    senders: each.senders.map(senderJson),
    warnings: each.warnings.map(warningJson),
  })),
});
