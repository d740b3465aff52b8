import { type Endpoint, type LatencyLimits, peerOf, tlsRemark } from './endpoint.ts';
import { type Expectation, expectationText } from './expectation.ts';

/** A connection to a port, and what is said over it. */
export interface TcpProbeConfig {
  readonly kind: 'tcp';
  readonly endpoint: Endpoint;
  /** As written: `\r \n \t \\ \0 \xHH` are not decoded yet. Empty: nothing is sent. */
  readonly send: string;
  /** What the first 4 KiB of the answer must hold. `nothing`: the kernel accepts for a service that hangs, too. */
  readonly expect: Expectation | 'nothing';
  readonly latency: LatencyLimits;
}

/** What is asked, in one line. */
export function tcpAsked({ endpoint, expect }: TcpProbeConfig): string {
  const wanted = expect === 'nothing' ? '' : `, expects ${expectationText(expect)}`;
  return `tcp ${peerOf(endpoint)}${tlsRemark(endpoint)}${wanted}`;
}
