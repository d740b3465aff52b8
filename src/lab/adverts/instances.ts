/** Many virtual routers at once, as a keepalived.conf that keepalived and vipward both read. */
export interface ManyInstances {
  readonly count: number;
  readonly priority: number;
  /** VRRP version 3. */
  readonly advertIntervalS: number;
  /** More lines of each instance. */
  readonly more?: readonly string[];
}

/** VRIDs that one segment has room for here; what is more goes to the next interface. */
const PER_SEGMENT = 250;

/** How many segments a lab needs for so many instances. */
export const segmentsFor = (count: number): number => Math.ceil(count / PER_SEGMENT);

/** `VI_1`, `VI_2`, …: VRIDs 1 to 250 on eth0, then on eth1, and so on, with one address each. */
export function manyInstancesText({ count, priority, advertIntervalS, more = [] }: ManyInstances): string {
  const instances = Array.from({ length: count }, (_, index) => {
    const [segment, vrid] = [Math.floor(index / PER_SEGMENT), (index % PER_SEGMENT) + 1];
    const lines = [
      'state BACKUP',
      `interface eth${segment}`,
      `virtual_router_id ${vrid}`,
      `priority ${priority}`,
      `advert_int ${advertIntervalS}`,
      `virtual_ipaddress {\n        10.78.${segment}.${vrid}/32\n    }`,
      ...more,
    ];
    return `vrrp_instance VI_${index + 1} {\n${lines.map((line) => `    ${line}\n`).join('')}}\n`;
  });
  return ['global_defs {\n    router_id lab\n    vrrp_version 3\n}\n', ...instances].join('\n');
}
