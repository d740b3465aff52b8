import { type CheckConfig, isScriptCheck } from '../model/check.ts';
import type { Model } from '../model/model.ts';
import type { ProbeConfig } from '../model/probe.ts';
import { unreachable } from '../model/result.ts';
import { dnsProbe } from './native/dns/dns.ts';
import { fileProbe } from './native/file/file.ts';
import { httpProbe } from './native/http.ts';
import { type Attempt, NativeProbe } from './native/native-probe.ts';
import { redisProbe } from './native/redis/redis.ts';
import { tcpProbe } from './native/tcp.ts';
import type { Probe } from './probe.ts';
import { ScriptProbe } from './script/probe.ts';

/** What runs a check: the daemon, `once` and `test-check` all come through here. */
export function probeFor(check: CheckConfig, security: Model['scriptSecurity']): Probe {
  if (isScriptCheck(check)) return new ScriptProbe(check, security);
  const { name, timeoutMs, probe } = check;
  return new NativeProbe({ check: name, timeoutMs }, beginOf(probe as NativeConfig));
}

type NativeConfig = Exclude<ProbeConfig, { kind: 'script' }>;

function beginOf(probe: NativeConfig): (attempt: Attempt) => void {
  switch (probe.kind) {
    case 'tcp':
      return tcpProbe(probe);
    case 'http':
      return httpProbe(probe);
    case 'dns':
      return dnsProbe(probe);
    case 'redis':
      return redisProbe(probe);
    case 'file':
      return fileProbe(probe);
    default:
      return unreachable(probe);
  }
}
