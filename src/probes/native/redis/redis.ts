import type { RedisProbeConfig } from '../../../model/probe/redis.ts';
import type { Attempt } from '../native-probe.ts';
import { Answer, readAnswer } from '../net/answer.ts';
import { type Connection, Connector } from '../net/connector.ts';
import { finishGood, type Remark } from '../net/good-end.ts';
import { OwnFile } from '../net/own-file.ts';
import { shown } from '../net/shown.ts';
import { commandBytes, type Reply, readReplies } from './resp.ts';

/** INFO of one section has a few hundred bytes, and a line for each replica. */
const ANSWER_BYTES = 65_536;

/** Error replies that a healthy server does not give, in words. */
const OF_THE_SERVICE: Readonly<Record<string, string>> = {
  LOADING: 'is loading its data',
  MASTERDOWN: 'has lost its master and serves nothing',
  MISCONF: 'cannot save to disk and refuses writes',
  BUSY: 'is busy with a script',
};
/** Those that say that it answers, but not to us. */
const OF_THE_CHECK: Readonly<Record<string, string>> = {
  NOAUTH: 'wants a password (password_file)',
  WRONGPASS: 'refuses the password',
  NOPERM: 'does not let this user ask',
};

/** Healthy when the server answers PING, has the wanted role and, as a replica, its master. */
export function redisProbe(config: RedisProbeConfig): (attempt: Attempt) => void {
  const { endpoint, login } = config;
  const connector = new Connector(endpoint);
  const file = login === 'none' ? undefined : new OwnFile(login.passwordFile);
  return (attempt) => {
    const password = file?.readSecret();
    if (password?.ok === false) return attempt.finish('broken', `redis was not asked: ${password.error}`);
    if (file?.exposure !== undefined) attempt.warn(file.exposure);
    const auth = login === 'none' || password === undefined ? [] : [['AUTH', ...userOf(login), password.value]];
    const commands = [...auth, ['PING'], ['INFO', 'replication']];
    connector.open(attempt, (connection) => ask(config, attempt, connection, commands));
  };
}

/** Servers before version 6 know a password only. */
const userOf = ({ user }: { readonly user: string }): readonly string[] => (user === 'default' ? [] : [user]);

function ask(
  config: RedisProbeConfig,
  attempt: Attempt,
  { socket, peer, remarks }: Connection,
  commands: readonly (readonly string[])[],
): void {
  const answer = new Answer(ANSWER_BYTES);
  attempt.enter(commands.length > 2 ? 'auth' : 'query', `waiting for the answer of ${peer} to PING`);
  readAnswer(socket, answer, {
    onMore() {
      const read = readReplies(answer.bytes);
      if (read.type === 'foreign') return attempt.finish('bad', `${peer} speaks no Redis, it says ${shown(read.text)}`);
      const refused = read.replies.slice(0, commands.length - 1).find(({ type }) => type === 'error');
      if (read.replies.length < commands.length && refused === undefined) {
        if (answer.isFull) attempt.finish('bad', `${peer} answers with more than ${ANSWER_BYTES} bytes`);
        return;
      }
      attempt.enter('match', `judging the answer of ${peer}`);
      if (refused === undefined) judge(config, attempt, { peer, remarks, replies: read.replies });
      else finishRefused(attempt, refused, peer);
    },
    onEnd: () => attempt.finish('bad', `${peer} closed without an answer`),
  });
  socket.write(commands.map(commandBytes).join(''));
}

interface Heard {
  readonly peer: string;
  readonly remarks: readonly Remark[];
  /** To AUTH (when there was one), PING and INFO, in this order. */
  readonly replies: readonly Reply[];
}

function judge({ role: wanted, latency }: RedisProbeConfig, attempt: Attempt, { peer, remarks, replies }: Heard): void {
  const bad = (detail: string): void => attempt.finish('bad', detail);
  const [info, ping] = [replies.at(-1), replies.at(-2)];
  if (ping?.text !== 'PONG' || info === undefined) {
    return bad(`${peer} answers ${shown(ping?.text ?? '')} to PING`);
  }
  // Without the right to INFO, PONG is all there is to know.
  if (info.type === 'error' && wanted === 'any') return finishGood(attempt, `${peer} answers PONG`, latency, remarks);
  if (info.type === 'error') return finishRefused(attempt, info, peer);
  const role = fieldOf(info.text, 'role') === 'slave' ? 'replica' : (fieldOf(info.text, 'role') ?? 'of no known role');
  if (wanted !== 'any' && role !== wanted) return bad(`${peer} is ${role}, wanted ${wanted}`);
  const detail = `${peer} answers PONG as ${role}`;
  if (role !== 'replica' || fieldOf(info.text, 'master_link_status') === 'up') {
    return finishGood(attempt, detail, latency, remarks);
  }
  const lost = `${detail}, and has lost its master ${fieldOf(info.text, 'master_host') ?? ''}`.trimEnd();
  if (wanted === 'replica') bad(lost);
  else finishGood(attempt, lost, latency, [...remarks, { grade: 'warn', text: 'its data grow old' }]);
}

function finishRefused(attempt: Attempt, { text }: Reply, peer: string): void {
  const [word = ''] = text.split(' ', 1);
  const ours = OF_THE_CHECK[word] ?? (/^ERR .*AUTH|invalid password/i.test(text) ? 'refuses the login' : undefined);
  if (ours !== undefined) attempt.finish('broken', `${peer} ${ours}: ${shown(text)}`);
  else attempt.finish('bad', `${peer} ${OF_THE_SERVICE[word] ?? 'answers with an error'}: ${shown(text)}`);
}

/** One line `name:value` of INFO. */
const fieldOf = (info: string, name: string): string | undefined =>
  new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
