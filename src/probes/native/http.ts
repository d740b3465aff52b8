import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { expectationText, isInRanges, matcherOf, rangesText } from '../../model/probe/expectation.ts';
import type { HttpProbeConfig } from '../../model/probe/http.ts';
import { ok, type Result } from '../../model/result.ts';
import type { Attempt } from './native-probe.ts';
import { Answer } from './net/answer.ts';
import { type Connection, Connector } from './net/connector.ts';
import { finishGood } from './net/good-end.ts';
import { OwnFile } from './net/own-file.ts';
import { shown } from './net/shown.ts';

/** What an answer must be, made once from the configuration. */
interface Wanted {
  readonly config: HttpProbeConfig;
  /** What is wrong with a body, or `undefined`. */
  readonly bodyFault: (body: string) => string | undefined;
}

/** Healthy when status and body of one answer over HTTP/1.1 are as wanted. */
export function httpProbe(config: HttpProbeConfig): (attempt: Attempt) => void {
  const connector = new Connector(config.endpoint);
  const login = new LoginHeader(config.login);
  const wanted: Wanted = { config, bodyFault: bodyJudge(config) };
  return (attempt) => {
    const authorization = login.read(attempt);
    if (!authorization.ok) return attempt.finish('broken', `${config.url} was not asked: ${authorization.error}`);
    connector.open(attempt, (connection) => {
      const { peer } = connection;
      attempt.enter('headers', `waiting for the answer of ${peer} to ${config.method} ${config.path}`);
      const asked = send(config, authorization.value, connection);
      let heard: 'nothing' | 'headers' = 'nothing';
      asked.on('response', (response) => {
        heard = 'headers';
        onResponse(wanted, attempt, response, connection);
      });
      asked.on('error', (error: NodeJS.ErrnoException) => attempt.finish('bad', `${peer} ${requestFault(error)}`));
      asked.on('upgrade', () => attempt.finish('bad', `${peer} answers 101 and changes the protocol`));
      asked.on('close', () => {
        if (heard === 'nothing') attempt.finish('bad', `${peer} closed without an answer`);
      });
    });
  };
}

function send(config: HttpProbeConfig, authorization: string, { socket }: Connection): ClientRequest {
  const { method, path, hostHeader, headers } = config;
  const asked = request({
    method,
    path,
    setHost: false,
    createConnection: () => socket,
    headers: [
      ['Host', hostHeader],
      ['User-Agent', 'vipward'],
      ['Accept', '*/*'],
      ['Connection', 'close'],
      ...(authorization === '' ? [] : [['Authorization', authorization]]),
      ...headers.map(({ name, value }) => [name, value]),
    ].flat(),
  });
  asked.end();
  return asked;
}

function onResponse(
  { config, bodyFault }: Wanted,
  attempt: Attempt,
  response: IncomingMessage,
  { peer, remarks }: Connection,
): void {
  const { url, status, bodyLimit, latency } = config;
  const answered = response.statusCode ?? 0;
  response.on('error', () => attempt.finish('bad', `${peer} broke off in the middle of the body`));
  if (!isInRanges(answered, status)) {
    attempt.finish('bad', `${url} answers ${answered}${whereTo(response)}, expected ${rangesText(status)}`);
    return;
  }
  const body = new Answer(bodyLimit);
  attempt.enter('body', `reading the body of ${url} from ${peer}`);
  const judge = (): void => {
    attempt.enter('match', `judging the body of ${url}`);
    const fault = bodyFault(body.text);
    if (fault === undefined) finishGood(attempt, `${url} answers ${answered}`, latency, remarks);
    else attempt.finish('bad', `${url} answers ${answered}, ${fault}`);
  };
  response.on('data', (chunk: Buffer) => {
    body.push(chunk);
    if (body.isFull) judge();
    else attempt.enter('body', `reading the body of ${url} from ${peer}, ${body.bytes.length} bytes so far`);
  });
  response.on('end', judge);
}

/** Where a redirect leads: the usual surprise. */
const whereTo = ({ headers: { location } }: IncomingMessage): string =>
  location === undefined ? '' : ` to ${shown(location)}`;

function bodyJudge({ body, bodyNot, bodyLimit }: HttpProbeConfig): (text: string) => string | undefined {
  const holds = body === 'any' ? () => true : matcherOf(body);
  const forbids = bodyNot === 'nothing' ? () => false : matcherOf(bodyNot);
  return (text) => {
    const where = `the body ${text === '' ? '(it is empty)' : shown(text)}`;
    if (body !== 'any' && !holds(text))
      return `no ${expectationText(body)} in the first ${bodyLimit} bytes of ${where}`;
    if (bodyNot !== 'nothing' && forbids(text)) return `and ${expectationText(bodyNot)} is in ${where}`;
    return undefined;
  };
}

function requestFault({ code = '', message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNRESET') return 'closed without an answer';
  if (code === 'HPE_HEADER_OVERFLOW') return 'sends more than 16 KiB of headers';
  if (code.startsWith('HPE_')) return `does not answer in HTTP (${message.replace(/^Parse Error: /, '')})`;
  return `failed: ${message}`;
}

/** The value of the Authorization header, from the file that holds the secret. */
class LoginHeader {
  readonly #login: HttpProbeConfig['login'];
  readonly #file: OwnFile | undefined;

  constructor(login: HttpProbeConfig['login']) {
    this.#login = login;
    this.#file =
      login === 'none' ? undefined : new OwnFile(login.type === 'basic' ? login.passwordFile : login.tokenFile);
  }

  /** Empty without a login; warns when others can read the secret. */
  read(attempt: Attempt): Result<string, string> {
    const login = this.#login;
    if (login === 'none' || this.#file === undefined) return ok('');
    const secret = this.#file.readSecret();
    if (!secret.ok) return secret;
    if (this.#file.exposure !== undefined) attempt.warn(this.#file.exposure);
    if (login.type === 'basic') return ok(`Basic ${Buffer.from(`${login.user}:${secret.value}`).toString('base64')}`);
    // RFC 6750 §2.1; anything else would be refused by node:http with an exception.
    return /^[\w.~+/=-]+$/.test(secret.value)
      ? ok(`Bearer ${secret.value}`)
      : { ok: false, error: `${login.tokenFile} holds no bearer token` };
  }
}
