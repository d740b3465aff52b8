import type { TcpProbeConfig } from '../../../../model/probe/tcp.ts';
import { composeEndpoint, composeLatency, composeTls } from './endpoint.ts';
import type { ProbeComposer } from './probes.ts';

const SENDABLE = /^(?:[^\\]|\\[rnt0\\]|\\x[\da-f]{2})*$/i;

export const composeTcp: ProbeComposer<TcpProbeConfig> = (settings, place) => {
  const { node, report } = place;
  const port = settings.number('port');
  if (port === undefined && !settings.has('port')) report('CONF-121', node.keyword.span, '"tcp" has no port');
  const host = settings.text('host') ?? '127.0.0.1';
  const send = settings.text('send') ?? '';
  const sendSpan = settings.span('send');
  if (sendSpan !== undefined && !SENDABLE.test(send)) {
    report('CONF-338', sendSpan, 'send has a \\ that says nothing', { help: 'use \\r \\n \\t \\0 \\\\ or \\xHH' });
  }
  const expect = settings.expectation('expect') ?? 'nothing';
  if (!settings.has('expect')) {
    report('CONF-333', node.keyword.span, 'only proves that the kernel takes connections: the service may hang');
  }
  return {
    kind: 'tcp',
    endpoint: composeEndpoint(settings, { host, port: port ?? 0, tls: composeTls(settings, host, place) }, report),
    send,
    expect,
    latency: composeLatency(settings, report),
  };
};
