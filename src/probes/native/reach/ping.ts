import { randomBytes, randomInt } from 'node:crypto';
import { EchoSocket } from '../../../linux/socket/echo.ts';
import type { PingProbeConfig } from '../../../model/probe/reach.ts';
import type { SystemError } from '../../../ports/system-error.ts';
import type { Attempt } from '../native-probe.ts';
import { Rounds } from './rounds.ts';

const TOKEN_BYTES = 16;

/**
 * Healthy when enough targets answer ICMP echo. A run's packets carry a token and the sequence number tells target and
 * round, so that no answer of another run or program counts.
 */
export const pingProbe =
  (config: PingProbeConfig) =>
  (attempt: Attempt): void => {
    attempt.enter('look', `waiting for echo replies of ${config.targets.join(', ')}`);
    const [token, id] = [randomBytes(TOKEN_BYTES), randomInt(0x1_0000)];
    const { targets, count } = config;
    const opened = EchoSocket.open(config, ({ sequence, payload }) => {
      const target = targets[Math.floor(sequence / count)];
      if (target !== undefined && token.equals(payload)) rounds.answered(target, sequence % count);
    });
    if (!opened.ok) {
      attempt.finish('broken', whyNot(opened.error, config));
      return;
    }
    const socket = opened.value;
    const rounds = new Rounds(config, attempt, (target, round) =>
      socket.send(target, { id, sequence: targets.indexOf(target) * count + round, payload: token }),
    );
    attempt.onEnd(() => socket.close());
    rounds.start();
  };

function whyNot({ errno, text }: SystemError, { from, interface: name }: PingProbeConfig): string {
  switch (errno) {
    case 'EPERM':
    case 'EACCES':
      return (
        'no right to ping: the group of vipward is not in net.ipv4.ping_group_range and it lacks CAP_NET_RAW ' +
        '(fix: run it as root, grant CAP_NET_RAW, or sysctl -w net.ipv4.ping_group_range="0 2147483647")'
      );
    case 'ENODEV':
      return `there is no interface ${name} on this host`;
    case 'EADDRNOTAVAIL':
      return `the address ${from} to ping from is not on this host`;
    default:
      return text;
  }
}
