import type { TcpProbeConfig } from '../../../../model/probe.ts';
import type { ProbeComposer } from './probes.ts';

export const composeTcp: ProbeComposer<TcpProbeConfig> = (settings, { node, report }) => {
  const port = settings.number('port');
  if (port === undefined && !settings.has('port')) report('CONF-121', node.keyword.span, '"tcp" has no port');
  return { kind: 'tcp', host: settings.text('host') ?? '127.0.0.1', port: port ?? 0 };
};
