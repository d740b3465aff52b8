import type { Seen, Takeovers } from './seen.ts';
import { ELSEWHERE, type Make, NOT_HERE, protocolName, type Row, rowName, type Subject } from './table.ts';

const INTRODUCTION = `# What vipward was tried with

Each row is a test of the suite, with real daemons in network namespaces; a row that does not hold fails the suite. The page is made from
\`test/interop/table.ts\` and from the last recorded run: \`npm run interop\` runs every row and writes it again. Times are
from that run alone, on a machine with two busy cores: how long it took until a client was answered by the next router. Adverts are 1 s
apart in version 2, and 0.4 s in version 3.`;

const LIFE = `In each row one router of the pair has priority 150 and the other 100, and the better one

1. starts, and is followed by the other;
2. loses its rank by a check with a weight (FRR: by its configuration), and gets it back;
3. declares a fault, with priority 0, and recovers (not FRR, which has no checks);
4. is cut off without noticing: two masters, of which one is left when they meet again;
5. stops, with exactly one advert of priority 0, and starts again;
6. is killed, starts again with the same priority as the other, and takes nothing away; after one more partition the
   higher address decides;
7. is given another list of addresses, another interval and another password.

Until step 7 no router may print anything like bogus, mismatch, dropped, invalid or incorrect, and tcpdump, which hears all
of it, finds no wrong checksum and no TTL but 255 (keepalived 2.2 sends 64 to one receiver over IPv6). In step 7 keepalived 2.2 drops adverts with other addresses, the others
take them and say so; version 2 drops another interval, version 3 follows it; a wrong password is dropped. Whoever drops says
why.`;

const NOPREEMPT = `The better router has \`nopreempt\` and comes into a group that works: it stays back, until the other is killed; that one comes back
and changes nothing.`;

const ELECTION = `Three routers with priorities 150, 100 and 50: whenever the highest is killed, the next one serves, and nobody else in
between.`;

const HEADINGS: Readonly<Record<Subject, readonly [title: string, text: string]>> = {
  life: ['Pairs', LIFE],
  nopreempt: ['Without preemption', NOPREEMPT],
  election: ['Three routers', ELECTION],
};

/** The whole of docs/interop.md. */
export function page(rows: readonly Row[], seen: Seen): string {
  const tried = rows.filter(({ impossible }) => impossible === undefined);
  const sections = (Object.keys(HEADINGS) as Subject[]).map((subject) => {
    const [title, text] = HEADINGS[subject];
    return `## ${title}\n\n${text}\n\n${tableOf(
      tried.filter((row) => row.subject === subject),
      seen,
    )}`;
  });
  return `${[INTRODUCTION, versions(seen), ...sections, elsewhere(), untried(rows)].join('\n\n')}\n`;
}

const versions = ({ versions: of }: Seen): string =>
  table(
    ['router', 'version'],
    Object.entries(of)
      .toSorted()
      .map(([make, version]) => [make, version]),
  );

function tableOf(rows: readonly Row[], { rows: seen }: Seen): string {
  const cells = rows.map((row) => {
    const { stopMs, killMs }: Takeovers = seen[rowName(row)] ?? {};
    return [row.makes.join(' over '), protocolName(row.protocol), seconds(stopMs), seconds(killMs)];
  });
  return table(['routers, the better first', 'protocol', 'after a stop', 'after a death'], cells);
}

function elsewhere(): string {
  const cells = ELSEWHERE.map(({ what, who, where }) => [what, who, `\`${where}\``]);
  return `## In tests of their own\n\n${table(['what', 'with', 'where'], cells)}`;
}

/** Rows that cannot be, those of one protocol and one reason together. */
function untried(rows: readonly Row[]): string {
  const reasons = new Map<string, Set<string>>();
  for (const { protocol, makes, impossible } of rows) {
    if (impossible === undefined) continue;
    const key = [protocolName(protocol), impossible].join('|');
    const peers = makes.filter((make) => make !== 'vipward');
    reasons.set(key, (reasons.get(key) ?? new Set<Make>()).add(peers[0] ?? 'vipward'));
  }
  const cells = [...reasons].map(([key, peers]) => {
    const [protocol = '', reason = ''] = key.split('|');
    return [protocol, [...peers].join(', '), reason];
  });
  const others = NOT_HERE.map(({ what, who, why }) => [what, who, why]);
  return `## Not tried, and why\n\n${table(['protocol', 'with', 'because'], [...cells, ...others])}`;
}

const seconds = (ms: number | undefined): string => (ms === undefined ? '' : `${(ms / 1000).toFixed(2)} s`);

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = heads.map((head, i) => Math.max(head.length, 3, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${widths.map((width, i) => (cells[i] ?? '').padEnd(width)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(heads), rule, ...rows.map(line)].join('\n');
}
