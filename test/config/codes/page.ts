import { CODES, type CodeEntry } from '../../../src/config/codes.ts';

const SECTIONS: readonly (readonly [first: number, title: string])[] = [
  [0, 'The text'],
  [100, 'Blocks, braces and keywords'],
  [130, 'Cluster files'],
  [200, 'Single values'],
  [300, 'Commands'],
  [330, 'Checks that need no script'],
  [370, 'How results become a state'],
  [400, 'Instances and groups'],
  [500, 'Addresses'],
  [600, 'Tracking, priorities, several nodes'],
  [700, 'Notification'],
  [800, 'What is supported'],
  [900, 'Files'],
];

/** Where each severity leads. */
const MARKS: Readonly<Record<CodeEntry['severity'], string>> = { error: 'error', warning: 'warning', info: 'advice' };

/** Numbers that were given to something which is said in another way, and how. A number is never used again. */
export const TOLD_ELSEWHERE: Readonly<Record<string, string>> = {
  'CONF-021': 'a condition `@NAME` is compared with one name; a cluster file has no conditions',
  'CONF-427': 'CONF-610 tells of two nodes that ask for MASTER; priority decides between them',
  'CONF-515': '`validate` sends nothing into the network',
  'CONF-614': 'a file is looked at each second, so that its folder may appear later',
  'CONF-702': 'notify scripts cannot overtake one another here',
  'CONF-803': 'no word is left that comes in a later release',
  'CONF-901': 'the answer of `vipward reload`, and the line `reload refused` in the log',
  'CONF-904': '`vipward run` refuses to start beside keepalived',
  'CONF-905': 'the log names what differs in an advert that is refused, and `vipward status` who sends it',
  'CONF-906': '`log_unknown_vrids`',
  'CONF-907': '`vipward status`: BOTH NODES MAY HOLD THE ADDRESS',
  'CONF-908': '`vipward status`: MASTER none heard',
};

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** docs/diagnostics.md, written from the catalogue. */
export function diagnosticsPage(): string {
  const rows = Object.entries<CodeEntry>(CODES).map(([code, entry]) => ({
    code,
    number: Number(code.slice(5)),
    entry,
  }));
  const sections = SECTIONS.map(([first, title], index) => {
    const end = SECTIONS[index + 1]?.[0] ?? 1000;
    const lines = rows
      .filter(({ number }) => number >= first && number < end)
      .toSorted((a, b) => a.number - b.number)
      .map(({ code, entry }) => `| ${code} | ${MARKS[entry.severity]} | ${cell(entry.title)} | ${cell(entry.help)} |`);
    return [`## ${title}`, '', '| code | | what is wrong | what to do |', '|---|---|---|---|', ...lines, ''].join('\n');
  });
  const elsewhere = Object.entries(TOLD_ELSEWHERE).map(([code, how]) => `| ${code} | ${how} |`);
  return `# Diagnostics

Written from the catalogue that \`vipward validate\` uses (\`npm run docs\`). Each finding has a code that keeps its meaning, the place, and what to do.
\`validate --json\` prints them for programs.

- **error**: a fault of the text refuses the start; a fault of this host (a script, a user) lets the node start, and what it concerns fails. A reload refuses both.
- **warning**: it runs, and not as it is written; \`validate --strict\` exits 1.
- **advice**: worth knowing.

The severity here is the usual one; a finding may be milder or harder where more is known. What \`validate\` finds in scripts has codes of its own (LINT-…).
In a cluster file \`allow: [CONF-602]\` silences warnings and advice by their code.

${sections.join('\n')}
## Said in another way

| code | where |
|---|---|
${elsewhere.join('\n')}
`;
}
