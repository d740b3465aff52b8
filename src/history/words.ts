import { LEVELS } from '../log/events.ts';
import { prettyLines } from '../log/pretty.ts';
import type { Entry } from './entry.ts';

/** An entry in one line: when, what, and why. Times as in the log, so that both can be laid side by side. */
export const entryText = (entry: Entry): string => `${new Date(entry.time).toISOString()} ${whatText(entry)}`;

function whatText(entry: Entry): string {
  switch (entry.event) {
    case 'vrrp.state':
      return `(${entry.instance}) ${entry.from.toUpperCase()} -> ${entry.to.toUpperCase()}: ${entry.because} [${entry.sum}]`;
    case 'check.verdict': {
      const was = entry.before === entry.health ? 'still' : `${entry.before} ->`;
      return `check ${entry.check} ${was} ${entry.health}: ${whyText(entry)}`;
    }
    case 'check.stillDown':
      return `check ${entry.check} still down: ${whyText(entry)}`;
    case 'check.notified':
      return `check ${entry.check} notify ${entry.state}: ${entry.script}: ${entry.result}`;
    case 'vrrp.group':
      return `sync group ${entry.group} ${entry.from.toUpperCase()} -> ${entry.to.toUpperCase()}: ${entry.first}: ${entry.because}`;
    case 'notify.groupRan':
      return `sync group ${entry.group} notify ${entry.state}: ${entry.script}: ${entry.result}`;
    case 'notify.ran':
      return `(${entry.instance}) notify ${entry.state}: ${entry.script}: ${entry.result}`;
    default:
      // A newer vipward may have written it.
      return Object.hasOwn(LEVELS, entry.event) ? prettyLines(entry).join('; ') : JSON.stringify(entry);
  }
}

type OfCheck = Extract<Entry, { event: 'check.verdict' | 'check.stillDown' }>;

function whyText({ reason, output, blame, failedRuns = 0 }: OfCheck): string {
  const said = output === undefined ? '' : ` | ${output}`;
  const broken = blame === 'checker' ? ' [the check itself is broken]' : '';
  const runs = failedRuns > 1 ? ` (${failedRuns} failed runs)` : '';
  return `${reason}${said}${broken}${runs}`;
}
