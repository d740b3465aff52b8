import { stripVTControlCharacters } from 'node:util';

const CHARACTERS_MAX = 80;

/** What a peer said, for a reason: one line, in quotes, without control characters, at most 80 characters. */
export function shown(said: string): string {
  const text = stripVTControlCharacters(said.slice(0, 4 * CHARACTERS_MAX))
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '')
    .trim();
  const characters = [...text];
  return JSON.stringify(characters.length > CHARACTERS_MAX ? `${characters.slice(0, CHARACTERS_MAX).join('')}…` : text);
}
