import { connect } from 'node:net';
import type { TcpProbeConfig } from '../../model/probe.ts';
import type { Attempt } from './native-probe.ts';

/** Healthy when the connection is made. */
export function probeTcp({ host, port }: TcpProbeConfig, attempt: Attempt): void {
  const peer = `${host}:${port}`;
  attempt.enter('connect', `connecting to ${peer}`);
  const socket = connect({ host, port, autoSelectFamily: false });
  attempt.onEnd(() => socket.resetAndDestroy());
  socket.on('connect', () => attempt.finish('ok', `connected to ${peer}`));
  socket.on('error', (error: NodeJS.ErrnoException) => attempt.finish('bad', `${peer}: ${error.code}`));
}
