/** Many addresses on one virtual router, as a keepalived.conf that keepalived and vipward both read. */
export interface ManyAddresses {
  readonly count: number;
  readonly priority: number;
  readonly advertIntervalS: number;
}

/** What fits an advert of version 2 everywhere; the rest stands in `virtual_ipaddress_excluded`. */
const ADVERTISED = 20;
const PER_NETWORK = 250;

/** 10.80.0.1 to 10.80.0.250, 10.80.1.1 and so on. */
export const manyAddresses = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `10.80.${Math.floor(index / PER_NETWORK)}.${(index % PER_NETWORK) + 1}`);

/** One instance `VI_1` on eth0 with VRID 51, which announces its addresses once and not again after some seconds. */
export function manyAddressesText({ count, priority, advertIntervalS }: ManyAddresses): string {
  const lines = manyAddresses(count).map((address) => `        ${address}/32`);
  return `global_defs {
    router_id lab
}
vrrp_instance VI_1 {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority ${priority}
    advert_int ${advertIntervalS}
    garp_master_delay 0
    virtual_ipaddress {
${lines.slice(0, ADVERTISED).join('\n')}
    }
    virtual_ipaddress_excluded {
${lines.slice(ADVERTISED).join('\n')}
    }
}
`;
}
