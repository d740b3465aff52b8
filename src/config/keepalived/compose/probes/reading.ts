import type { IpAddress } from '../../../../model/address.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import type { ProbePlace } from './probes.ts';

/** An absolute path, or `undefined` when the line is missing. A relative one is reported. */
export function absolutePath(settings: BlockSettings, keyword: string, { report }: ProbePlace): string | undefined {
  const path = settings.text(keyword);
  const span = settings.span(keyword);
  if (path !== undefined && span !== undefined && !path.startsWith('/')) {
    report('CONF-306', span, `${keyword} "${path}" is not an absolute path`, { severity: 'error' });
  }
  return path;
}

/** One IPv4 address, `any` when the line is missing. IPv6 is reported. */
export function ownAddress(settings: BlockSettings, keyword: string, { report }: ProbePlace): IpAddress | 'any' {
  const ip = settings.ip(keyword);
  const span = settings.span(keyword);
  if (ip === undefined || span === undefined) return 'any';
  if (ip.family === 4) return ip.address;
  report('CONF-355', span, `${keyword} ${ip.address} is an IPv6 address`);
  return 'any';
}

/** Reports every setting of `others` that stands beside `one`. */
export function exclude(settings: BlockSettings, one: string, others: readonly string[], { report }: ProbePlace): void {
  const first = settings.entry(one)?.node.keyword;
  if (first === undefined) return;
  for (const other of others) {
    const second = settings.entry(other)?.node.keyword;
    if (second === undefined) continue;
    const related = [{ span: first.span, message: `"${one}" is here` }];
    report('CONF-337', second.span, `"${other}" and "${one}" exclude each other`, { related });
  }
}

/** Reports that a line is missing which nothing can stand in for. */
export function missing({ node, report }: ProbePlace, what: string): void {
  report('CONF-121', node.keyword.span, `"${node.keyword.text}" has no ${what}`);
}
