import { type CheckConfig, isScriptCheck } from '../model/check.ts';
import type { Model } from '../model/model.ts';
import type { ProbeConfig } from '../model/probe.ts';
import { unreachable } from '../model/result.ts';
import { dnsProbe } from './native/dns/dns.ts';
import { fileProbe } from './native/file/file.ts';
import { httpProbe } from './native/http.ts';
import { type Attempt, NativeProbe } from './native/native-probe.ts';
import { mysqlProbe } from './native/mysql/mysql.ts';
import { ProcessProbe } from './native/process/probe.ts';
import { arpProbe } from './native/reach/arp.ts';
import { pingProbe } from './native/reach/ping.ts';
import { redisProbe } from './native/redis/redis.ts';
import { SystemdProbe } from './native/systemd/probe.ts';
import { tcpProbe } from './native/tcp.ts';
import type { Probe } from './probe.ts';
import { ScriptProbe } from './script/probe.ts';

/** What runs a check: the daemon, `once` and `test-check` all come through here. */
export function probeFor(check: CheckConfig, security: Model['scriptSecurity']): Probe {
  if (isScriptCheck(check)) return new ScriptProbe(check, security);
  const { name, timeoutMs, intervalMs } = check;
  const probe = check.probe as Exclude<ProbeConfig, { kind: 'script' }>;
  if (probe.kind === 'process') return new ProcessProbe({ check: name, timeoutMs }, probe);
  if (probe.kind === 'systemd') return new SystemdProbe({ name, timeoutMs, intervalMs }, probe, security);
  return new NativeProbe({ check: name, timeoutMs }, beginOf(probe));
}

/** Whether a run of this probe costs a process, and so waits for a slot among the scripts. */
export const startsProcess = ({ kind }: ProbeConfig): boolean => kind === 'script' || kind === 'systemd';

type NativeConfig = Exclude<ProbeConfig, { kind: 'script' | 'process' | 'systemd' }>;

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
    case 'mysql':
      return mysqlProbe(probe);
    case 'ping':
      return pingProbe(probe);
    case 'arp':
      return arpProbe(probe);
    default:
      return unreachable(probe);
  }
}
