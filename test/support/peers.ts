import { spawnSync } from 'node:child_process';

/** Programs of others that tests run: the Debian package, and a call that succeeds where it is installed. */
export const PEERS = {
  keepalived: { debianPackage: 'keepalived', probe: ['keepalived', '--version'] },
  nginx: { debianPackage: 'nginx', probe: ['nginx', '-v'] },
  tshark: { debianPackage: 'tshark', probe: ['tshark', '--version'] },
  tcpdump: { debianPackage: 'tcpdump', probe: ['tcpdump', '--version'] },
  curl: { debianPackage: 'curl', probe: ['curl', '--version'] },
  apache2: { debianPackage: 'apache2-bin', probe: ['apache2', '-v'] },
  busybox: { debianPackage: 'busybox', probe: ['busybox', 'true'] },
  nc: { debianPackage: 'netcat-openbsd', probe: ['nc', '-h'] },
  haproxy: { debianPackage: 'haproxy', probe: ['haproxy', '-v'] },
  mariadbd: { debianPackage: 'mariadb-server-core', probe: ['mariadbd', '--version'] },
  mariadb: { debianPackage: 'mariadb-client-core', probe: ['mariadb', '--version'] },
  'redis-server': { debianPackage: 'redis-server', probe: ['redis-server', '--version'] },
  ping: { debianPackage: 'iputils-ping', probe: ['ping', '-V'] },
  openssl: { debianPackage: 'openssl', probe: ['openssl', 'version'] },
  socat: { debianPackage: 'socat', probe: ['socat', '-V'] },
  killall: { debianPackage: 'psmisc', probe: ['killall', '--version'] },
  nft: { debianPackage: 'nftables', probe: ['nft', '--version'] },
  frr: { debianPackage: 'frr', probe: ['/usr/lib/frr/vrrpd', '--version'] },
} as const;

export type Peer = keyof typeof PEERS;

/** Whether a peer is installed. */
export function havePeer(peer: Peer): boolean {
  const [program, ...parameters] = PEERS[peer].probe;
  return spawnSync(program, parameters, { stdio: 'ignore', env: { PATH: SEARCH_PATH } }).error === undefined;
}

/** The peers that are not installed. */
export const missingPeers = (): readonly Peer[] => (Object.keys(PEERS) as Peer[]).filter((peer) => !havePeer(peer));

/** Where ordinary users do not look, but these programs are. */
const SEARCH_PATH = `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin`;
