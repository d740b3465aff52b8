import type { Output } from '../../../health/outcome.ts';

const MASK = '***';

/** The same output with `***` in place of every secret, also of one that is cut where head and tail meet. */
export function masked(output: Output, secrets: readonly string[]): Output {
  if (secrets.length === 0 || output.bytes === 0) return output;
  const { head, tail, bytes } = output;
  if (tail === '') return { head: maskedText(head, secrets), tail, bytes };
  return {
    head: withoutCutEnd(maskedText(head, secrets), secrets),
    tail: withoutCutStart(maskedText(tail, secrets), secrets),
    bytes,
  };
}

export const maskedAll = (texts: readonly string[], secrets: readonly string[]): readonly string[] =>
  secrets.length === 0 ? texts : texts.map((text) => maskedText(text, secrets));

const maskedText = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((masking, secret) => masking.replaceAll(secret, MASK), text);

function withoutCutEnd(text: string, secrets: readonly string[]): string {
  const longest = longestPart(secrets, (secret, length) => text.endsWith(secret.slice(0, length)));
  return longest === 0 ? text : `${text.slice(0, -longest)}${MASK}`;
}

function withoutCutStart(text: string, secrets: readonly string[]): string {
  const longest = longestPart(secrets, (secret, length) => text.startsWith(secret.slice(secret.length - length)));
  return longest === 0 ? text : `${MASK}${text.slice(longest)}`;
}

/** How much of any secret stands there, short of all of it. */
function longestPart(secrets: readonly string[], stands: (secret: string, length: number) => boolean): number {
  const lengths = secrets.map((secret) => {
    for (let length = secret.length - 1; length > 0; length -= 1) if (stands(secret, length)) return length;
    return 0;
  });
  return Math.max(0, ...lengths);
}
