/** What arrives over the channel is checked before it is believed: an unknown type is a bug or another version. */
import type { FromDataplane, ToDataplane } from './messages.ts';
import { err, ok, type Result } from '../model/result.ts';

const TO_DATAPLANE: Readonly<Record<ToDataplane['type'], readonly string[]>> = {
  hello: ['protocol'],
  model: ['generation', 'model'],
  verdict: ['verdict', 'validForMs'],
  renewal: ['verdicts'],
  heartbeat: [],
  report: [],
  shutdown: ['reason'],
};

const FROM_DATAPLANE: Readonly<Record<FromDataplane['type'], readonly string[]>> = {
  ready: ['pid'],
  applied: ['generation'],
  heartbeat: ['lostEvents'],
  transition: ['instance', 'from', 'to', 'notify', 'cause', 'priority', 'sum', 'atMs'],
  groupTransition: ['group', 'from', 'to', 'notify', 'first', 'cause', 'atMs'],
  note: ['instance', 'note'],
  packet: ['instance', 'source', 'was', 'counter', 'text', 'count'],
  trouble: ['severity', 'text'],
  addresses: ['instance', 'did', 'vips'],
  snapshot: ['instances', 'syncGroups'],
  stopped: [],
};

/** Message from main, or what is wrong with it. */
export const readToDataplane = (message: unknown): Result<ToDataplane, string> => read(message, TO_DATAPLANE);

/** Message from the dataplane, or what is wrong with it. */
export const readFromDataplane = (message: unknown): Result<FromDataplane, string> => read(message, FROM_DATAPLANE);

function read<Message extends { readonly type: string }>(
  message: unknown,
  fieldsOf: Readonly<Record<Message['type'], readonly string[]>>,
): Result<Message, string> {
  if (typeof message !== 'object' || message === null || !('type' in message)) return err('message without a type');
  const type = String(message.type);
  if (!Object.hasOwn(fieldsOf, type)) return err(`unknown message "${type}"`);
  const missing = fieldsOf[type as Message['type']].filter((field) => !(field in message));
  return missing.length === 0 ? ok(message as unknown as Message) : err(`${type} without ${missing.join(', ')}`);
}
