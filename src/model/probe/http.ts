import type { Endpoint, LatencyLimits } from './endpoint.ts';
import { type Expectation, expectationText, type NumberRange, rangesText } from './expectation.ts';

/** One request over HTTP/1.1, and what its answer must be. Redirects are answers, they are not followed. */
export interface HttpProbeConfig {
  readonly kind: 'http';
  /** As written, for people; the request is made of the fields below. */
  readonly url: string;
  readonly endpoint: Endpoint;
  /** Path with query. */
  readonly path: string;
  readonly method: HttpMethod;
  readonly hostHeader: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly login: HttpLogin | 'none';
  readonly status: readonly NumberRange[];
  readonly body: Expectation | 'any';
  readonly bodyNot: Expectation | 'nothing';
  /** Bytes of the body that are read; the rest is not waited for. */
  readonly bodyLimit: number;
  readonly latency: LatencyLimits;
}

export type HttpMethod = 'GET' | 'HEAD' | 'OPTIONS';

/** The secret stands in a file of its own: a configuration is shown to many. */
export type HttpLogin =
  | { readonly type: 'basic'; readonly user: string; readonly passwordFile: string }
  | { readonly type: 'bearer'; readonly tokenFile: string };

/** What is asked, in one line. */
export function httpAsked({ method, url, endpoint: { tls }, status, body, bodyNot }: HttpProbeConfig): string {
  const wanted = [
    `expects ${rangesText(status)}`,
    ...(body === 'any' ? [] : [expectationText(body)]),
    ...(bodyNot === 'nothing' ? [] : [`not ${expectationText(bodyNot)}`]),
    ...(tls !== 'off' && tls.verify === 'off' ? ['certificate not verified'] : []),
  ];
  return `http ${method} ${url}, ${wanted.join(', ')}`;
}
