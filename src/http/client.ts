import { request } from 'node:http';
import { err, ok, type Result } from '../model/result.ts';

const ANSWER_LIMIT_MS = 10_000;

/**
 * One call over the control socket.
 * @returns the parsed answer, or in words why there is none (no daemon, no right, no answer in 10 s)
 */
export function callControl<Answer>(
  socketPath: string,
  method: 'GET' | 'POST',
  path: string,
  body?: object,
): Promise<Result<Answer, string>> {
  return new Promise((resolve) => {
    const call = request({ socketPath, method, path, timeout: ANSWER_LIMIT_MS, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve(parseAnswer<Answer>(text, response.statusCode ?? 0)));
      response.on('error', () => resolve(err(`${socketPath}: the daemon ended before its answer was complete`)));
    });
    call.on('timeout', () => call.destroy(new Error(`no answer within ${ANSWER_LIMIT_MS / 1000} s`)));
    call.on('error', (error: NodeJS.ErrnoException) => resolve(err(unreachableText(error, socketPath))));
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

function parseAnswer<Answer>(text: string, statusCode: number): Result<Answer, string> {
  if (statusCode !== 200) return err(`the daemon refused: ${text.trim()}`);
  try {
    return ok(JSON.parse(text) as Answer);
  } catch {
    return err(`not the answer of a vipward: ${text.slice(0, 100).trim()}`);
  }
}

function unreachableText(error: NodeJS.ErrnoException, socketPath: string): string {
  if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED')
    return `no vipward runs with this runtime directory (${socketPath}: ${error.code}); start it with "vipward run", or name its directory with --runtime-dir`;
  if (error.code === 'EACCES') return `no permission for ${socketPath}; run as root or as a member of its group`;
  return `${socketPath}: ${error.message}`;
}
