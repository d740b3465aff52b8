import type { RedisProbeConfig } from '../../../../model/probe/redis.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import { composeEndpoint, composeLatency, composeTls } from './endpoint.ts';
import type { ProbeComposer } from './probes.ts';

const PORT = 6379;

export const composeRedis: ProbeComposer<RedisProbeConfig> = (settings, place) => {
  const { report } = place;
  const host = settings.text('host') ?? '127.0.0.1';
  const userSpan = settings.span('username');
  if (userSpan !== undefined && !settings.has('password_file')) {
    report('CONF-337', userSpan, 'a username is of no use without its password', { help: 'add password_file' });
  }
  const to = { host, port: settings.number('port') ?? PORT, tls: composeTls(settings, host, place) };
  return {
    kind: 'redis',
    endpoint: composeEndpoint(settings, to, report),
    login: loginOf(settings),
    role: (settings.text('role') ?? 'any') as RedisProbeConfig['role'],
    latency: composeLatency(settings, report),
  };
};

function loginOf(settings: BlockSettings): RedisProbeConfig['login'] {
  const passwordFile = settings.text('password_file');
  return passwordFile === undefined ? 'none' : { user: settings.text('username') ?? 'default', passwordFile };
}
