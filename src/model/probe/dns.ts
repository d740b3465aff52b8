import { type Endpoint, type LatencyLimits, peerOf } from './endpoint.ts';
import { type Expectation, expectationText } from './expectation.ts';

/** One question to one name server. */
export interface DnsProbeConfig {
  readonly kind: 'dns';
  readonly server: Endpoint;
  readonly transport: 'udp' | 'tcp';
  readonly name: string;
  readonly type: DnsType;
  readonly rcode: DnsRcode;
  /** What one record of the answer must be (text) or match (pattern). `any`: there is one, when the rcode is NOERROR. */
  readonly expect: Expectation | 'any';
  readonly latency: LatencyLimits;
}

export const DNS_TYPES = ['A', 'AAAA', 'CNAME', 'MX', 'NS', 'PTR', 'SOA', 'SRV', 'TXT'] as const;
export type DnsType = (typeof DNS_TYPES)[number];

export const DNS_RCODES = ['NOERROR', 'NXDOMAIN', 'SERVFAIL', 'REFUSED'] as const;
export type DnsRcode = (typeof DNS_RCODES)[number];

/** What is asked, in one line. */
export function dnsAsked({ server, transport, name, type, rcode, expect }: DnsProbeConfig): string {
  const wanted = expect === 'any' ? rcode : expectationText(expect);
  return `dns ${type} ${name} at ${peerOf(server)} (${transport}), expects ${wanted}`;
}
