import { type Endpoint, type LatencyLimits, peerOf, tlsRemark } from './endpoint.ts';

/** PING, and what the server says about its replication. */
export interface RedisProbeConfig {
  readonly kind: 'redis';
  readonly endpoint: Endpoint;
  readonly login: { readonly user: string | 'default'; readonly passwordFile: string } | 'none';
  readonly role: 'any' | 'master' | 'replica';
  readonly latency: LatencyLimits;
}

/** What is asked, in one line. */
export const redisAsked = ({ endpoint, role }: RedisProbeConfig): string =>
  `redis ${peerOf(endpoint)}${tlsRemark(endpoint)}, expects PONG${role === 'any' ? '' : ` of a ${role}`}`;
