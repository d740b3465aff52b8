import type { Portrait, PortraitField } from '../portrait.ts';
import type { Change, RouterName } from '../survey.ts';
import type { Verdict } from '../verdict.ts';
import { addressesText, fieldText, secondsText } from './value-text.ts';
import { warningText } from './warning-text.ts';

export const routerText = ({ place, vrid, family }: RouterName): string => `${place} vrid ${vrid} ${family}`;

/** One line about what has changed: where, who and what. */
export const changeText = (change: Change): string => `${routerText(change)}: ${whatText(change)}`;

function whatText(change: Change): string {
  switch (change.kind) {
    case 'speaks': {
      const { sender, portrait, before } = change;
      const again = before === 'unseen' ? 'speaks' : 'speaks again';
      return `${sender.source} ${again}: ${portraitText(portrait)}, to ${destinationText(sender.destinations)}`;
    }
    case 'changed':
      return `${change.sender.source}: ${change.fields.map((field) => changedText(field, change)).join(', ')}`;
    case 'left':
      return `${change.sender.source} gives up: priority 0`;
    case 'silent':
      return `${change.sender.source} is silent for ${secondsText(change.forUs)}`;
    case 'judged':
      return `${change.sender.source} ${verdictText(change.verdict)}`;
    case 'warning':
      return `WARNING ${warningText(change.warning)}`;
    case 'settled':
      return `no longer: ${warningText(change.warning)}`;
    case 'crowded':
      return 'WARNING more senders than anybody configures: further ones are counted, not listed. Somebody forges adverts';
  }
}

const ORDER: readonly PortraitField[] = [
  'version',
  'priority',
  'intervalCs',
  'addresses',
  'authentication',
  'ttl',
  'checksum',
  'mac',
];

export const portraitText = (portrait: Portrait): string =>
  ORDER.map((field) => (field === 'addresses' ? addressesText(portrait.addresses) : fieldText(field, portrait))).join(
    ', ',
  );

/** Where a sender sends to. */
export const destinationText = (destinations: readonly string[]): string =>
  destinations.length === 1 ? (destinations[0] ?? '') : `${destinations.length} peers`;

const changedText = (field: PortraitField, { before, after }: { before: Portrait; after: Portrait }): string =>
  `${fieldText(field, before)} -> ${fieldText(field, after).replace(/^\S+ /, '')}`;

/** What this node makes of a sender, after its address. */
export function verdictText(verdict: Verdict): string {
  switch (verdict.was) {
    case 'unjudged':
      return 'is not judged';
    case 'own':
      return 'is this node';
    case 'accepted':
      return `is accepted here by ${verdict.instance}${verdict.findings.map((text) => `, but ${text}`).join('')}`;
    case 'refused':
      return `is refused here${verdict.instance === 'none' ? '' : ` by ${verdict.instance}`}: ${verdict.text}`;
  }
}
