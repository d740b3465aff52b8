import type { Cast, Vmac } from '../../../../model/instance.ts';
import type { Report } from '../../../diagnostic.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import { checkInterface } from '../../block/values.ts';

interface Around {
  readonly globals: BlockSettings;
  readonly cast: Cast;
  readonly vrid: number;
}

/** `use_vmac [NAME]` with `vmac_xmit_base`. Unicast cannot leave from a virtual MAC that the peers do not answer to. */
export function readVmac(settings: BlockSettings, { globals, cast, vrid }: Around, report: Report): Vmac | 'none' {
  const line = settings.entry('use_vmac')?.node;
  const base = settings.has('vmac_xmit_base');
  const baseSpan = settings.span('vmac_xmit_base');
  if (line === undefined) {
    if (baseSpan !== undefined) report('CONF-441', baseSpan, 'vmac_xmit_base without use_vmac does nothing');
    return 'none';
  }
  const [name, more] = line.args;
  if (more !== undefined) {
    report('CONF-804', more.span, `use_vmac: "${more.text}" is not supported`, { help: 'write use_vmac NAME' });
  }
  if (name !== undefined && checkInterface(name, report) === 'reported') return 'none';
  if (cast.mode === 'unicast' && !base) {
    report('CONF-440', line.keyword.span, 'adverts to unicast peers leave from the interface itself');
  }
  return {
    name: name?.text ?? `${globals.text('vmac_prefix') ?? 'vrrp'}.${vrid}`,
    transmit: base || cast.mode === 'unicast' ? 'base' : 'vmac',
  };
}
