import { refusalText } from '../../vrrp/refusal.ts';
import { portraitOf } from '../portrait.ts';
import type { Sighting } from '../sighting.ts';
import { placeOf } from '../survey.ts';
import type { Verdict } from '../verdict.ts';
import { portraitText, verdictText } from './change-text.ts';

/** One line about one packet. */
export function packetText(seen: Sighting, verdict: Verdict): string {
  const { packet, advert, refusal, vrid } = seen;
  const says =
    advert !== undefined
      ? portraitText(portraitOf(advert, seen))
      : `no advert: ${refusal === undefined ? 'unknown' : refusalText(refusal)}`;
  const here = verdict.was === 'unjudged' ? '' : `; ${verdictText(verdict)}`;
  return `${placeOf(seen)} vrid ${vrid} ${packet.source} > ${packet.destination}: ${says}${here}`;
}
