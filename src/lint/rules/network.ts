import { parseIpv4 } from '../../model/address.ts';
import type { ReportFinding } from '../report.ts';
import type { Script, Tool } from '../script.ts';
import type { Site } from '../shell/sites.ts';
import type { Word } from '../shell/syntax.ts';

/** Somebody a script asks. */
interface Target {
  readonly host: string;
  readonly word: Word;
}

const ASKERS = ['curl', 'wget', 'nc', 'ncat', 'ping', 'mysql', 'mysqladmin', 'mariadb', 'redis-cli', 'telnet'];
const WITH_HOST_OPTION = new Set(['mysql', 'mysqladmin', 'mariadb', 'redis-cli']);
const FIRST_WORD_IS_HOST = new Set(['nc', 'ncat', 'ping', 'telnet']);
/** Options of nc and ping that take a value. */
const VALUED = /^-[a-zA-Z0-9]*[cwWiIspqsXxmMtTlQQ]$/;
const HOST_NAME = /^(?=.*[a-z])[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d-]+)*$/i;

/** Whom a check asks, and what it makes of the answer: LINT-20 to -23, LINT-42. */
export function judgeNetwork(script: Script, report: ReportFinding): void {
  const targets = script.uses(...ASKERS).flatMap(({ tool }) => targetsOf(script, tool));
  const { vips, host: lintHost } = script.input;
  const looksAround = looksAtOwnAddresses(script);
  for (const { host, word } of targets) {
    const address = parseIpv4(host) === undefined ? lintHost.hosts.get(host.toLowerCase()) : host;
    if (address !== undefined && vips.has(address)) {
      if (!looksAround) {
        report('LINT-23', word, `${host} is a VIP: on the backup the master answers`);
      }
    } else if (address === undefined && HOST_NAME.test(host) && host !== 'localhost') {
      report('LINT-21', word, `"${host}" must be resolved: without a name server every node is bad at once`);
    }
  }
  const [first] = targets;
  if (first !== undefined && vips.size > 0 && targets.every(({ host }) => isLoopback(host))) {
    report('LINT-22', first.word, `${first.host} only: a closed firewall or a wrong listen address goes unseen`);
  }
  for (const { site, tool } of script.uses('curl')) judgeCurl(script, site, tool, report);
  judgeMovers(script, report);
}

const isLoopback = (host: string): boolean => host === 'localhost' || host.startsWith('127.') || host === '::1';

function targetsOf(script: Script, { name, args }: Tool): readonly Target[] {
  const texts = args.map((word) => script.textOf(word));
  if (texts.some((text) => /^(?:--resolve|--unix-socket|--connect-to|-x|--proxy|--socks\w*|-U)\b/.test(text ?? '')))
    return [];
  return args.flatMap((word, index): Target[] => {
    const [text, before] = [texts[index], texts[index - 1] ?? ''];
    if (text === undefined) return [];
    const url = /^https?:\/\/(?:[^/@\s]*@)?(\[[^\]\s]*\]|[^/:\s?#]+)/.exec(text)?.[1];
    if (url !== undefined) return /^(?:-[a-zA-Z]*[eHA]|--referer|--header)$/.test(before) ? [] : [{ host: url, word }];
    if (WITH_HOST_OPTION.has(name)) {
      const glued = /^(?:-h(?=.)|--host=)(\S+)$/.exec(text)?.[1];
      const host = glued ?? (before === '-h' || before === '--host' ? text : undefined);
      return host === undefined ? [] : [{ host, word }];
    }
    if (!FIRST_WORD_IS_HOST.has(name) || text.startsWith('-')) return [];
    const earlier = texts.slice(0, index);
    const isFirst = earlier.every((other, at) => {
      return other?.startsWith('-') === true || VALUED.test(texts[at - 1] ?? '');
    });
    return isFirst && !VALUED.test(before) ? [{ host: text, word }] : [];
  });
}

/** A script that looks for the VIP on its own host asks it only where it is, perhaps. */
const looksAtOwnAddresses = (script: Script): boolean => script.uses('ip', 'ifconfig', 'hostname').length > 0;

/** LINT-20: curl's own status decides, and curl does not look at the status of the page. */
function judgeCurl(script: Script, site: Site, { word, args }: Tool, report: ReportFinding): void {
  const texts = args.map(
    (argument) => script.textOf(argument) ?? (script.source(argument).startsWith('"') ? '"' : undefined),
  );
  if (texts.includes(undefined)) return;
  const text = texts.join(' ');
  const judges =
    /(?:^|\s)(?:-[a-zA-Z]*[fKVh]|--fail\S*|--config|--version|--help)(?=[a-zA-Z\s]|$)|%\{(?:http|response)_code/;
  if (judges.test(text) || /(?:^|\s)(?!https?:)[a-z]+:\/\//.test(text)) return;
  const alone = site.pipeline.commands.length === 1;
  if (!alone || site.frames.some(({ type }) => type === 'substitution')) return;
  const following = site.next === undefined ? '' : script.text.slice(site.next.start, site.next.start + 80);
  const condition = site.frames.at(-1)?.type === 'condition' || site.andOr.steps.length > 1;
  const last = site.frames.length === 0 && site.next === undefined;
  if (condition || last || /^[^\n]*\$\?/.test(following)) {
    report('LINT-20', word, 'curl ends with 0 also for pages of status 404 and 500');
  }
}

/** LINT-42: what only the daemon may do. */
function judgeMovers(script: Script, report: ReportFinding): void {
  const { vips } = script.input;
  const namesVip = (texts: readonly string[]): boolean => texts.some((text) => vips.has(text.split('/', 1)[0] ?? ''));
  for (const { tool } of script.uses('ip', 'ifconfig', 'arping')) {
    const texts = tool.args.map((word) => script.textOf(word) ?? '');
    if (!namesVip(texts)) continue;
    const changes =
      tool.name !== 'ip' || /\b(?:a|addr|address)\s+(?:a|add|d|del|delete|replace)\b/.test(texts.join(' '));
    if (changes) report('LINT-42', tool.word, `${tool.name} with a VIP: two hosts may hold it then`);
  }
}
