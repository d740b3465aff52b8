import type { Sender } from '../portrait.ts';
import type { Router } from '../survey.ts';
import type { Verdict } from '../verdict.ts';
import { destinationText, routerText } from './change-text.ts';
import { addressesText, checksumText, intervalText } from './value-text.ts';
import { warningText } from './warning-text.ts';

export const SUMMARY_HEADER = [
  'WHERE',
  'VRID',
  'SOURCE',
  'STATE',
  'VER',
  'PRIO',
  'INTERVAL',
  'AUTH',
  'TTL',
  'CHECKSUM',
  'TO',
  'PACKETS',
  'LAST',
  'HERE',
  'ADDRESSES',
] as const;

/** A row for each sender, under {@link SUMMARY_HEADER}. `timeText`: when, for people. */
export const summaryRows = (
  routers: readonly Router[],
  timeText: (atUs: number | 'unknown') => string,
): readonly (readonly string[])[] =>
  routers.flatMap((router) =>
    router.senders.map((sender) => [
      router.place,
      String(router.vrid),
      sender.source,
      sender.state,
      ...portraitCells(sender),
      destinationText(sender.destinations),
      String(sender.packets),
      timeText(sender.lastAtUs),
      hereText(sender.verdict),
      sender.portrait === undefined ? '-' : addressesText(sender.portrait.addresses),
    ]),
  );

function portraitCells({ portrait }: Sender): readonly string[] {
  if (portrait === undefined) return ['-', '-', '-', '-', '-', '-'];
  const { version, priority, intervalCs, authentication, ttl } = portrait;
  return [`${version}`, `${priority}`, intervalText(intervalCs), authentication, `${ttl}`, checksumText(portrait)];
}

function hereText(verdict: Verdict): string {
  switch (verdict.was) {
    case 'unjudged':
      return '-';
    case 'own':
      return 'this node';
    case 'accepted':
      return 'accepted';
    case 'refused':
      return verdict.instance === 'none' ? 'not ours' : 'REFUSED';
  }
}

/** What is wrong now, a line each. */
export const warningLines = (routers: readonly Router[]): readonly string[] =>
  routers.flatMap((router) =>
    router.warnings.map((warning) => `WARNING ${routerText(router)}: ${warningText(warning)}`),
  );
