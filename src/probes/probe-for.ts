import { type CheckConfig, isScriptCheck } from '../model/check.ts';
import type { Model } from '../model/model.ts';
import type { ProbeConfig } from '../model/probe.ts';
import { unreachable } from '../model/result.ts';
import { type Attempt, NativeProbe } from './native/native-probe.ts';
import { probeTcp } from './native/tcp.ts';
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
      return (attempt) => probeTcp(probe, attempt);
    default:
      return unreachable(probe.kind);
  }
}
