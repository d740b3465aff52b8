import type { DnsProbeConfig, DnsRcode, DnsType } from '../../../../model/probe/dns.ts';
import { composeEndpoint, composeLatency } from './endpoint.ts';
import type { ProbeComposer } from './probes.ts';

const PORT = 53;
/** RFC 1035 §2.3.4: labels of at most 63 bytes, 253 characters together. */
const NAME = /^(?=.{1,254}$)(?:[!--/-~]{1,63}\.)*[!--/-~]{1,63}\.?$|^\.$/;

export const composeDns: ProbeComposer<DnsProbeConfig> = (settings, { node, report }) => {
  for (const needed of ['server', 'name']) {
    if (!settings.has(needed)) report('CONF-121', node.keyword.span, `"dns" has no ${needed}`);
  }
  const name = settings.text('name') ?? '.';
  const nameSpan = settings.span('name');
  if (nameSpan !== undefined && settings.text('name') !== undefined && !NAME.test(name)) {
    report('CONF-338', nameSpan, `"${name}" cannot be a name`, {
      help: 'labels of at most 63 ASCII characters, with dots between',
    });
  }
  const rcode = (settings.text('rcode') ?? 'NOERROR') as DnsRcode;
  const expectSpan = settings.span('expect');
  if (expectSpan !== undefined && rcode !== 'NOERROR') {
    report('CONF-337', expectSpan, `an answer ${rcode} holds no records to expect`);
  }
  const to = { host: settings.text('server') ?? '', port: settings.number('port') ?? PORT, tls: 'off' } as const;
  return {
    kind: 'dns',
    server: composeEndpoint(settings, to, report),
    transport: settings.text('transport') === 'tcp' ? 'tcp' : 'udp',
    name,
    type: (settings.text('type') ?? 'A') as DnsType,
    rcode,
    expect: settings.expectation('expect') ?? 'any',
    latency: composeLatency(settings, report),
  };
};
