import { expectationText, matcherOf } from '../../model/probe/expectation.ts';
import type { TcpProbeConfig } from '../../model/probe/tcp.ts';
import type { Attempt } from './native-probe.ts';
import { Answer, readAnswer } from './net/answer.ts';
import { type Connection, Connector } from './net/connector.ts';
import { finishGood } from './net/good-end.ts';
import { shown } from './net/shown.ts';

const ANSWER_BYTES = 4096;
const ESCAPE = /\\(?:x([\da-f]{2})|([rnt0\\]))/gi;
const ESCAPED: Readonly<Record<string, string>> = { r: '\r', n: '\n', t: '\t', 0: '\0', '\\': '\\' };

/** Healthy when the connection is made and, where something is expected, the first 4 KiB of the answer hold it. */
export function tcpProbe({ endpoint, send, expect, latency }: TcpProbeConfig): (attempt: Attempt) => void {
  const connector = new Connector(endpoint);
  const bytes = bytesOf(send);
  if (expect === 'nothing') {
    return (attempt) =>
      connector.open(attempt, ({ socket, peer, remarks }) => {
        if (bytes.length > 0) socket.write(bytes);
        finishGood(attempt, `connected to ${peer}`, latency, remarks);
      });
  }
  const [matches, wanted] = [matcherOf(expect), expectationText(expect)];
  const onReady = (attempt: Attempt, { socket, peer, remarks }: Connection): void => {
    const answer = new Answer(ANSWER_BYTES);
    const found = (): string => (answer.bytes.length === 0 ? 'nothing' : shown(answer.text));
    attempt.enter(bytes.length === 0 ? 'greeting' : 'match', `waiting for ${wanted} from ${peer}`);
    readAnswer(socket, answer, {
      onMore() {
        if (matches(answer.text)) finishGood(attempt, `${peer} said ${found()}`, latency, remarks);
        else if (answer.isFull) attempt.finish('bad', `no ${wanted} in the first 4 KiB of ${peer}: ${found()}`);
        else attempt.enter('match', `waiting for ${wanted} from ${peer}, which said ${found()}`);
      },
      onEnd: () => attempt.finish('bad', `${peer} said ${found()} and closed, expected ${wanted}`),
    });
    if (bytes.length > 0) socket.write(bytes);
  };
  return (attempt) => connector.open(attempt, (connection) => onReady(attempt, connection));
}

/** The bytes that a text with escapes stands for: `\r`, `\n`, `\t`, `\0`, `\\`, `\xHH`; the rest as UTF-8. */
export function bytesOf(text: string): Buffer {
  const pieces: Buffer[] = [];
  let from = 0;
  for (const found of text.matchAll(ESCAPE)) {
    const [all, hex, letter = ''] = found;
    pieces.push(Buffer.from(text.slice(from, found.index), 'utf8'));
    pieces.push(hex === undefined ? Buffer.from(ESCAPED[letter.toLowerCase()] ?? '') : Buffer.from(hex, 'hex'));
    from = found.index + all.length;
  }
  return Buffer.concat([...pieces, Buffer.from(text.slice(from), 'utf8')]);
}
