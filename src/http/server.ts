import { chmodSync, unlinkSync } from 'node:fs';
import { err, ok, type Result } from '../model/result.ts';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { MaintenanceAnswer, MaintenanceOrder, ReloadAnswer, StatusReport, StopAnswer } from './api.ts';

const SOCKET_MODE = 0o660;

export interface ControlHandlers {
  readonly status: () => Promise<StatusReport>;
  readonly reload: () => Promise<ReloadAnswer>;
  /** What a reload would do. */
  readonly plan: () => Promise<ReloadAnswer>;
  readonly stop: () => StopAnswer;
  readonly maintenance: (order: MaintenanceOrder) => Promise<MaintenanceAnswer>;
}

/** HTTP over the unix socket: the one door through which commands reach the daemon. */
export class ControlServer {
  readonly #server: Server;
  readonly #path: string;

  constructor(path: string, handlers: ControlHandlers) {
    this.#path = path;
    this.#server = createServer((request, response) => void answer(handlers, request, response));
  }

  /** Rejects when the socket cannot be made, for example without the right to write in its folder. */
  listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      // Stays for later errors too: a connection that cannot be accepted must not end the daemon.
      this.#server.on('error', reject);
      this.#server.listen(this.#path, () => {
        chmodSync(this.#path, SOCKET_MODE);
        resolve();
      });
    });
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
    try {
      unlinkSync(this.#path);
    } catch {
      // Node removes it itself on a clean close; either is fine.
    }
  }
}

async function answer(handlers: ControlHandlers, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const route = `${request.method} ${request.url}`;
  try {
    if (route === 'GET /api/v1/status') return reply(response, 200, await handlers.status());
    if (route === 'POST /api/v1/reload') return reply(response, 200, await handlers.reload());
    if (route === 'GET /api/v1/plan') return reply(response, 200, await handlers.plan());
    if (route === 'POST /api/v1/stop') return reply(response, 200, handlers.stop());
    if (route === 'POST /api/v1/maintenance') {
      const order = readOrder(await bodyOf(request));
      return order.ok
        ? reply(response, 200, await handlers.maintenance(order.value))
        : reply(response, 400, { error: order.error });
    }
    reply(response, 404, { error: `no such resource: ${route}` });
  } catch (error) {
    reply(response, 500, { error: error instanceof Error ? error.message : String(error) });
  }
}

function reply(response: ServerResponse, status: number, body: object): void {
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** No order is longer. */
const BODY_LIMIT_CHARACTERS = 10_000;

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > BODY_LIMIT_CHARACTERS) return '';
  }
  return text;
}

function readOrder(text: string): Result<MaintenanceOrder, string> {
  const order = parsed(text);
  if (typeof order !== 'object' || order === null) return err('the body must be a JSON object');
  const { action, check, forMs, note } = order as Record<string, unknown>;
  if (action !== 'on' && action !== 'off') return err('action must be "on" or "off"');
  return ok({
    action,
    ...(typeof check === 'string' ? { check } : {}),
    ...(typeof forMs === 'number' ? { forMs } : {}),
    ...(typeof note === 'string' ? { note } : {}),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
