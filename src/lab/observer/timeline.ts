import type { Holding } from './holdings.ts';
import type { Report } from './messages.ts';
import { answerWorks, outages, pageWorks } from './runs.ts';
import type { Run } from './runs.ts';

const CHART_COLUMNS = 64;
const US_PER_MS = 1000;
const US_PER_S = 1_000_000;

/** Something worth a line: what a daemon reported, or what the lab did. `where`: a node, or `lab`. */
export interface Happening {
  readonly atUs: number;
  readonly where: string;
  readonly what: string;
}

export interface TimelineSubject {
  readonly vip: string;
  readonly nodes: readonly string[];
  readonly happenings: readonly Happening[];
}

/**
 * Tells what happened in words and in a picture: every event in order, then who held the VIP and which page the client
 * got over time, then how long the client noticed. Seconds count from the start of the report.
 */
export function renderTimeline(report: Report, subject: TimelineSubject): string {
  return [eventTable(report, subject), chart(report, subject), summary(report, subject)].join('\n\n');
}

function eventTable(report: Report, { vip, happenings }: TimelineSubject): string {
  const seen = [...happenings, ...addressEvents(report, vip), ...clientEvents(report)];
  const inside = seen.filter(({ atUs }) => atUs >= report.fromUs && atUs <= report.toUs);
  const width = Math.max(...inside.map(({ where }) => where.length), 'where'.length);
  const rows = inside
    .toSorted((a, b) => a.atUs - b.atUs)
    .map(({ atUs, where, what }) => `${secondsAt(atUs, report).padStart(8)} s  ${where.padEnd(width)}  ${what}`);
  return [`${'time'.padStart(10)}  ${'where'.padEnd(width)}  what`, ...rows].join('\n');
}

function addressEvents({ holdings, toUs }: Report, vip: string): Happening[] {
  return holdings.flatMap((held) => [
    { atUs: held.fromUs, where: held.host, what: `has ${vip}` },
    ...(held.toUs < toUs ? [{ atUs: held.toUs, where: held.host, what: `gives ${vip} up` }] : []),
  ]);
}

function clientEvents({ http, toUs }: Report): Happening[] {
  const pages = http
    .filter(({ outcome }) => pageWorks(outcome) === 'works')
    .map(({ fromUs, outcome }) => ({
      atUs: fromUs,
      where: 'client',
      what: `gets the page of ${pageOf(outcome)}`,
    }));
  const failures = outages(http, pageWorks).map((outage) => ({
    atUs: outage.fromUs,
    where: 'client',
    what: `gets no page for ${lasting(outage)}${outage.toUs < toUs ? '' : ' and longer'} (${outage.outcomes.join(', ')})`,
  }));
  return [...pages, ...failures];
}

function chart(report: Report, { vip, nodes }: TimelineSubject): string {
  const width = Math.max(...nodes.map((node) => node.length), 'client'.length);
  const row = (name: string, cell: (fromUs: number, toUs: number) => string): string =>
    `  ${name.padEnd(width)}  ${columns(report)
      .map(([fromUs, toUs]) => cell(fromUs, toUs))
      .join('')}`;
  const held = (node: string) => (fromUs: number, toUs: number) =>
    report.holdings.some((one) => one.host === node && overlaps(one, fromUs, toUs)) ? '█' : '·';
  const page = (fromUs: number, toUs: number): string => {
    const seen = report.http.filter((run) => overlaps(run, fromUs, toUs));
    if (seen.length === 0) return ' ';
    const failed = seen.some(({ outcome }) => pageWorks(outcome) === 'fails');
    return failed ? '×' : String(nodes.indexOf(pageOf(seen[0]?.outcome ?? '')) + 1);
  };
  return [
    `Who held ${vip} (█), and whose page the client got (${nodes.map((node, i) => `${i + 1} ${node}`).join(', ')}, × none):`,
    ...nodes.map((node) => row(node, held(node))),
    row('client', page),
    `  ${''.padEnd(width)}  ${scale(report)}`,
  ].join('\n');
}

/** The slices of time that the columns of the chart stand for. */
function columns({ fromUs, toUs }: Report): [fromUs: number, toUs: number][] {
  const at = (column: number): number => fromUs + ((toUs - fromUs) * column) / CHART_COLUMNS;
  return Array.from({ length: CHART_COLUMNS }, (_, column) => [at(column), at(column + 1)]);
}

function scale(report: Report): string {
  const end = `${secondsAt(report.toUs, report, 1)} s`;
  return `0 s${end.padStart(CHART_COLUMNS - '0 s'.length)}`;
}

function summary(report: Report, { vip, nodes }: TimelineSubject): string {
  const time = nodes.map((node) => `${node} ${seconds(heldUs(report.holdings, node), 1)} s`).join(', ');
  const twice = report.overlaps.length === 0 ? 'never' : `for ${report.overlaps.map(lasting).join(', ')}`;
  return [
    `${vip} was held by ${time}; by two nodes at once ${twice}.`,
    `The client got no page: ${total(report.http, pageWorks)} (a request each 20 ms).`,
    `The address did not answer: ${total(report.answers, answerWorks)} (a datagram each millisecond).`,
  ].join('\n');
}

const heldUs = (held: readonly Holding[], node: string): number =>
  held.filter(({ host }) => host === node).reduce((sumUs, { fromUs, toUs }) => sumUs + toUs - fromUs, 0);

function total(runs: readonly Run<string>[], works: (outcome: string) => 'works' | 'fails'): string {
  if (!runs.some(({ outcome }) => works(outcome) === 'works')) return 'all the time';
  const found = outages(runs, works).map(lasting);
  if (found.length === 0) return 'never';
  return found.length === 1 ? `once, for ${found[0]}` : `${found.length} times, for ${found.join(', ')}`;
}

/** "12 ms" below a second, "1.35 s" above. */
function lasting({ fromUs, toUs }: { readonly fromUs: number; readonly toUs: number }): string {
  const us = toUs - fromUs;
  return us < US_PER_S ? `${Math.round(us / US_PER_MS)} ms` : `${seconds(us, 2)} s`;
}

const seconds = (us: number, digits: number): string => (us / US_PER_S).toFixed(digits);
const secondsAt = (atUs: number, { fromUs }: Report, digits = 3): string => seconds(atUs - fromUs, digits);
const pageOf = (outcome: string): string => outcome.replace(/^200 /, '');
const overlaps = (span: Pick<Run<string>, 'fromUs' | 'toUs'>, fromUs: number, toUs: number): boolean =>
  span.fromUs < toUs && span.toUs > fromUs;
