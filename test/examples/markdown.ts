/** The fenced blocks of one language, without the fences. An indented fence belongs to a list and counts as well. */
export function fencedBlocks(markdown: string, language: string): readonly string[] {
  return [...markdown.matchAll(/^([ \t]*)(`{3,}|~{3,})[ \t]*(\S*)[^\n]*\n([\s\S]*?)^[ \t]*\2[`~]*[ \t]*$/gm)]
    .filter((found) => found[3] === language)
    .map((found) => (found[4] ?? '').replaceAll(new RegExp(`^${found[1] ?? ''}`, 'gm'), ''));
}
