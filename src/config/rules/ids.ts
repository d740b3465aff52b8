import { sourceDevice } from '../../model/host/vmac.ts';
import type { Report } from '../diagnostic.ts';
import type { Draft, InstanceDraft } from '../keepalived/compose/draft.ts';

const TUTORIAL_VRID = 51;

/** Virtual router ids and interfaces: what must be unique, and what probably is not. */
export function judgeIds({ instances }: Draft, report: Report): void {
  judgeVmacs(instances, report);
  const first = new Map<string, InstanceDraft>();
  for (const instance of instances) {
    const { config, settings } = instance;
    const [vridSpan, interfaceSpan] = [settings.span('virtual_router_id'), settings.span('interface')];
    if (config.interface === 'lo' && interfaceSpan !== undefined) {
      report('CONF-428', interfaceSpan, 'VRRP does not run on loopback');
    }
    if (settings.number('virtual_router_id') === undefined || vridSpan === undefined) continue;
    if (config.vrid === TUTORIAL_VRID && looksCopied(instance)) {
      report('CONF-422', vridSpan, `${TUTORIAL_VRID} is in every tutorial`);
    }
    const group = config.cast.mode === 'multicast' ? config.cast.group : 'unicast';
    const key = `${config.vrid} ${config.interface} IPv${config.family} ${group}`;
    const before = first.get(key);
    if (before === undefined) {
      first.set(key, instance);
      continue;
    }
    const where = before.settings.span('virtual_router_id') ?? before.nameSpan;
    const message = `VRID ${config.vrid} used by "${before.name}" and "${instance.name}" on ${config.interface}`;
    report('CONF-403', vridSpan, message, { related: [{ span: where, message: 'first used here' }] });
  }
}

function looksCopied({ name, config }: InstanceDraft): boolean {
  return name === 'VI_1' || (config.authentication.type === 'pass' && config.authentication.password === '1111');
}

/** An interface that two instances would make, or that carries one of them. */
function judgeVmacs(instances: readonly InstanceDraft[], report: Report): void {
  const taken = new Map(instances.map(({ name, config }) => [config.interface, name]));
  for (const { name, nameSpan, config, settings } of instances) {
    if (config.vmac === 'none') continue;
    const span = settings.span('use_vmac') ?? nameSpan;
    if (config.sourceAddress !== 'interface' && sourceDevice(config) === config.vmac.name) {
      const source = settings.span('mcast_src_ip') ?? span;
      report('CONF-804', source, 'over IPv6 adverts from a virtual MAC leave from an address of its own', {
        help: 'delete mcast_src_ip, or add vmac_xmit_base',
      });
    }
    const by = taken.get(config.vmac.name);
    if (by !== undefined) report('CONF-442', span, `the name ${config.vmac.name} is used by "${by}" already`);
    taken.set(config.vmac.name, name);
  }
}
