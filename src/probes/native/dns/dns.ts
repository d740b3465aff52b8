import { createSocket } from 'node:dgram';
import type { DecodedPacket, Packet } from 'dns-packet';
import type { DnsProbeConfig } from '../../../model/probe/dns.ts';
import { peerOf } from '../../../model/probe/endpoint.ts';
import type { Attempt } from '../native-probe.ts';
import { Answer, readAnswer } from '../net/answer.ts';
import { Connector } from '../net/connector.ts';
import { faultOf } from '../net/faults.ts';
import { finishGood, type Remark } from '../net/good-end.ts';
import { HostAddress } from '../net/names.ts';
import { answerJudge, type Judge } from './judge-answer.ts';

/** The length of a message over TCP is two bytes (RFC 1035 §4.2.2). */
const TCP_BYTES = 65_537;
const ID_COUNT = 65_536;
const RECURSION_DESIRED = 256;

type Codec = typeof import('dns-packet');

/** Healthy when one name server gives the wanted answer to one question, asked once and without a retry. */
export function dnsProbe(config: DnsProbeConfig): (attempt: Attempt) => void {
  const judge = answerJudge(config);
  const ask = config.transport === 'tcp' ? askOverTcp(config, judge) : askOverUdp(config, judge);
  return (attempt) => {
    attempt.enter('query', 'loading the codec of DNS messages');
    void import('dns-packet').then((codec) => {
      if (!attempt.isOver) ask(attempt, codec);
    });
  };
}

type Ask = (attempt: Attempt, codec: Codec) => void;

function questionOf({ name, type }: DnsProbeConfig): Packet & { readonly id: number } {
  const id = Math.floor(Math.random() * ID_COUNT);
  return { type: 'query', id, flags: RECURSION_DESIRED, questions: [{ type, name, class: 'IN' }] };
}

function askOverUdp(config: DnsProbeConfig, judge: Judge): Ask {
  const { server, latency } = config;
  const { host, port, from, family } = server;
  const addressOf = new HostAddress(host, family);
  return (attempt, codec) =>
    addressOf.get(attempt, (address, remark) => {
      const peer = address === host ? peerOf(server) : `${peerOf(server)} (${address}${remark})`;
      const question = questionOf(config);
      const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
      attempt.onEnd(() => socket.close());
      const onError = (error: NodeJS.ErrnoException): void => {
        const { result, detail } = faultOf(error, peer);
        attempt.finish(result, detail);
      };
      socket.on('error', onError);
      socket.on('message', (bytes) => {
        const answer = decoded(codec, bytes);
        // Somebody else's answer, or an old one: the right one may still come.
        if (answer !== undefined && answer.id !== question.id) return;
        finish(attempt, judge(answer, peer), latency, []);
      });
      attempt.enter('query', `waiting for the answer of ${peer} about ${config.name}`);
      // Connected, so that the kernel takes nothing from others and tells of a port that nobody listens on.
      const connect = (): void => {
        if (!attempt.isOver) socket.connect(port, address);
      };
      socket.once('connect', () => {
        if (!attempt.isOver) socket.send(codec.encode(question));
      });
      if (from === 'kernel') connect();
      else socket.bind({ address: from, port: 0 }, connect);
    });
}

function askOverTcp(config: DnsProbeConfig, judge: Judge): Ask {
  const connector = new Connector(config.server);
  return (attempt, codec) =>
    connector.open(attempt, ({ socket, peer, remarks }) => {
      const received = new Answer(TCP_BYTES);
      attempt.enter('query', `waiting for the answer of ${peer} about ${config.name}`);
      readAnswer(socket, received, {
        onMore() {
          const { bytes } = received;
          if (bytes.length < 2 || bytes.length < 2 + bytes.readUInt16BE(0)) return;
          finish(attempt, judge(decoded(codec, bytes.subarray(2)), peer), config.latency, remarks);
        },
        onEnd: () => attempt.finish('bad', `${peer} closed without an answer`),
      });
      socket.write(codec.streamEncode(questionOf(config)));
    });
}

function finish(
  attempt: Attempt,
  { result, detail }: ReturnType<Judge>,
  latency: DnsProbeConfig['latency'],
  remarks: readonly Remark[],
): void {
  attempt.enter('match', 'judging the answer');
  if (result === 'bad') attempt.finish('bad', detail);
  else finishGood(attempt, detail, latency, remarks);
}

/** `undefined`: what came is no DNS message. */
function decoded(codec: Codec, bytes: Buffer): DecodedPacket | undefined {
  try {
    return codec.decode(bytes);
  } catch {
    return undefined;
  }
}
