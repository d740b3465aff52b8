import type { InstanceConfig } from '../../../src/model/instance.ts';
import type { OutgoingPacket } from '../../../src/ports/network.ts';
import { rfcMessage } from '../world/rfc-packet.ts';
import type { SimulatedInstance } from '../world/instance.ts';
import type { IpAddress } from '../../../src/model/address.ts';
import type { Forgery } from './plan.ts';

/** Faults of the configuration that the forger believes in. */
function believed(config: InstanceConfig, fault: Forgery): InstanceConfig | undefined {
  switch (fault) {
    case 'version':
      return { ...config, version: config.version === 2 ? 3 : 2, advertIntervalCs: 100 };
    case 'noAddresses':
      return config.version === 3 ? { ...config, vips: [] } : undefined;
    case 'secret':
      return config.version === 2 ? { ...config, authentication: { type: 'pass', password: 'forged' } } : undefined;
    case 'interval':
      return config.version === 2
        ? { ...config, advertIntervalCs: config.advertIntervalCs === 100 ? 200 : 100 }
        : { ...config, advertIntervalCs: 0 };
    default:
      return config;
  }
}

function bent(payload: Uint8Array, fault: Forgery): Uint8Array {
  switch (fault) {
    case 'checksum':
      return payload.map((octet, at) => (at === 7 ? octet ^ 0x10 : octet));
    case 'type':
      return payload.map((octet, at) => (at === 0 ? octet + 1 : octet));
    case 'short':
      return payload.slice(0, -4);
    case 'long':
      return Uint8Array.from([...payload, 1, 2, 3, 4]);
    default:
      return payload;
  }
}

/** An advert in another's name with one fault; nothing where the fault is none. */
export function forgedPacket(
  to: SimulatedInstance,
  source: IpAddress,
  { fault, priority }: { readonly fault: Forgery; readonly priority: number },
): OutgoingPacket | undefined {
  const config = believed(to.config, fault);
  if (config === undefined || (fault === 'ttl' && config.cast.mode === 'unicast')) return undefined;
  const destination = config.cast.mode === 'multicast' ? config.cast.group : to.address;
  const payload = bent(rfcMessage(config, priority, { source, destination }), fault);
  return { source, destination, ttl: fault === 'ttl' ? 254 : 255, payload };
}
