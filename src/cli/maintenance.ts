import type { MaintenanceAnswer, MaintenanceOrder, StatusReport } from '../http/api.ts';
import { callControl } from '../http/client.ts';
import { EXIT_BAD, EXIT_FINE, EXIT_USAGE } from './exit-codes.ts';
import { controlSocketOf, durationMs } from './options.ts';
import { table } from './table.ts';

export interface MaintenanceOptions {
  readonly runtimeDir: string;
  readonly check?: string;
  readonly for?: string;
  readonly note?: string;
  readonly json?: true;
}

/** `vipward maintenance on|off|list`: 0 done; 1 the daemon refused it; 2 wrong use, or no daemon answers. */
export function maintenance(action: 'on' | 'off' | 'list', options: MaintenanceOptions): Promise<number> {
  if (action === 'list') return list(options);
  const { check, note } = options;
  const forMs = options.for === undefined ? undefined : durationMs(options.for);
  if (forMs === 'unreadable') return wrongUse(`"${options.for}" is no time: write 90s, 30m, 2h or 1d`);
  if (action === 'on' && (forMs === undefined || note === undefined))
    return wrongUse('maintenance always has an end and a reason: --for 30m --note "new certificate"');
  return order(
    {
      action,
      ...(check === undefined ? {} : { check }),
      ...(forMs === undefined ? {} : { forMs }),
      ...(note === undefined ? {} : { note }),
    },
    options,
  );
}

async function order(asked: MaintenanceOrder, { runtimeDir, json }: MaintenanceOptions): Promise<number> {
  const socket = controlSocketOf(runtimeDir);
  const answer = await callControl<MaintenanceAnswer>(socket, 'POST', '/api/v1/maintenance', asked);
  if (!answer.ok) return wrongUse(answer.error);
  if (json === true) console.log(JSON.stringify(answer.value, null, 2));
  else if (answer.value.outcome === 'done') for (const line of answer.value.lines) console.log(line);
  else console.error(answer.value.text);
  return answer.value.outcome === 'done' ? EXIT_FINE : EXIT_BAD;
}

async function list({ runtimeDir, json }: MaintenanceOptions): Promise<number> {
  const answer = await callControl<StatusReport>(controlSocketOf(runtimeDir), 'GET', '/api/v1/status');
  if (!answer.ok) return wrongUse(answer.error);
  const { maintenances } = answer.value;
  if (json === true) console.log(JSON.stringify(maintenances, null, 2));
  else console.log(maintenances.length === 0 ? 'nothing is in maintenance' : maintenanceTable(maintenances));
  return EXIT_FINE;
}

export const maintenanceTable = (maintenances: StatusReport['maintenances']): string =>
  table(
    ['MAINTENANCE', 'UNTIL', 'NOTE'],
    maintenances.map(({ target, untilMs, note }) => [
      target.type === 'node' ? 'this node' : `check ${target.name}`,
      new Date(untilMs).toISOString(),
      note,
    ]),
  );

function wrongUse(text: string): Promise<number> {
  console.error(text);
  return Promise.resolve(EXIT_USAGE);
}
