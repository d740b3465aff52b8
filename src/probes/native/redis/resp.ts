/** One reply of a Redis server (RESP2): a status, an error, or text. */
export interface Reply {
  readonly type: 'status' | 'error' | 'text';
  readonly text: string;
}

/** Replies that are complete so far; `foreign`: this is no RESP, and what stands there. */
export type Replies =
  | { readonly type: 'replies'; readonly replies: readonly Reply[] }
  | { readonly type: 'foreign'; readonly text: string };

const TYPES: Readonly<Record<string, Reply['type']>> = { '+': 'status', '-': 'error', ':': 'status' };

/** Reads as many replies as there are. Source: the RESP specification, simple and bulk strings, errors, integers. */
export function readReplies(bytes: Buffer): Replies {
  const replies: Reply[] = [];
  let at = 0;
  for (;;) {
    const end = bytes.indexOf('\r\n', at);
    const sign = bytes.toString('latin1', at, at + 1);
    const line = bytes.toString('utf8', at + 1, end < 0 ? bytes.length : end);
    const type = TYPES[sign];
    if (sign !== '' && sign !== '$' && type === undefined) return { type: 'foreign', text: sign + line };
    if (end < 0) return { type: 'replies', replies };
    if (type !== undefined) {
      replies.push({ type, text: line });
      at = end + 2;
      continue;
    }
    const length = Number(line);
    if (!/^(?:\d+|-1)$/.test(line)) return { type: 'foreign', text: sign + line };
    const after = length < 0 ? end + 2 : end + 2 + length + 2;
    if (bytes.length < after) return { type: 'replies', replies };
    replies.push({ type: 'text', text: bytes.toString('utf8', end + 2, Math.max(end + 2, after - 2)) });
    at = after;
  }
}

/** A command as an array of bulk strings: any byte may stand in a word. */
export const commandBytes = (words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
