/** The observer process: started in the client's namespaces, with the nodes' network namespaces as open descriptors. */
import { constants, setPriority } from 'node:os';
import { OwnedFd } from '../../linux/fd.ts';
import { orThrow } from '../../linux/libc.ts';
import { inNamespaces } from '../../linux/namespace.ts';
import { monotonicUs } from '../../linux/clock.ts';
import { answerAs, askWhoAnswers } from './answers.ts';
import { watchHolder } from './holders.ts';
import { holderSpans, holdings } from './holdings.ts';
import type { HolderEvent } from './holdings.ts';
import { requestPages } from './http-requests.ts';
import type { FromObserver, ObserverTask, Report, ToObserver } from './messages.ts';
import { Runs } from './runs.ts';

raisePriority();
const task = JSON.parse(process.argv[2] ?? '') as ObserverTask;
const fromUs = monotonicUs();
const events: HolderEvent[] = [];
const answers = new Runs<string>((outcome, atUs) => tell({ type: 'answers', outcome, atUs }));
const http = new Runs<string>((outcome, atUs) => tell({ type: 'http', outcome, atUs }));

for (const { name, namespaceFd } of task.nodes) {
  const net = new OwnedFd(namespaceFd);
  const entered = inNamespaces({ net }, () => {
    answerAs(name, task.vip);
    watchHolder(name, task.vip, takeHolderEvent);
  });
  orThrow(entered);
  net.close(); // the sockets stay inside without it
}
askWhoAnswers(task.vip, task.everyMs, answers);
if (task.pages === 'on') requestPages(task.vip, http);
process.on('message', (message: ToObserver) => {
  if (message.type === 'report') tell({ type: 'report', report: report() });
});
process.on('disconnect', () => process.exit());
tell({ type: 'ready' });

/** What delays the observer blurs what it measures. In a user namespace the kernel refuses, and it goes on as it is. */
function raisePriority(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGHEST);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

function takeHolderEvent(event: HolderEvent): void {
  events.push(event);
  const held = holdings(events, Infinity).filter(({ toUs }) => toUs === Infinity);
  tell({ type: 'holders', hosts: held.map(({ host }) => host), atUs: event.atUs });
}

function report(): Report {
  const toUs = monotonicUs();
  const held = holdings(events, toUs);
  const spans = holderSpans(held, held[0]?.fromUs ?? toUs, toUs);
  return {
    fromUs,
    toUs,
    answers: answers.until(toUs),
    http: http.until(toUs),
    holdings: held,
    overlaps: spans.filter(({ hosts }) => hosts.length > 1),
    gaps: spans.filter(({ hosts }) => hosts.length === 0),
  };
}

/** The lab may have gone at any moment; then there is nobody to tell. */
function tell(message: FromObserver): void {
  if (process.connected) process.send?.(message, () => {});
}
