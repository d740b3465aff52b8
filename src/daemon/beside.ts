import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/**
 * The pid of a keepalived that runs in our network namespace. Two VRRP daemons on one host take each other's addresses
 * away (CONF-904). Processes that we may not look at are passed over.
 */
export function keepalivedBeside(): number | undefined {
  const ours = networkOf('self');
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const found = pids.find((pid) => nameOf(pid) === 'keepalived' && networkOf(pid) === ours);
  return found === undefined ? undefined : Number(found);
}

const nameOf = (pid: string): string => quietly(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim());
const networkOf = (pid: string): string => quietly(() => readlinkSync(`/proc/${pid}/ns/net`));

/** A process may end, or belong to somebody else, while it is looked at. */
function quietly(look: () => string): string {
  try {
    return look();
  } catch {
    return '';
  }
}
