import type { ReloadAnswer } from '../http/api.ts';
import { callControl } from '../http/client.ts';
import { fatesText } from '../model/reload/fates.ts';
import { EXIT_FINE, EXIT_USAGE } from './exit-codes.ts';
import { controlSocketOf } from './options.ts';

export interface ReloadOptions {
  readonly runtimeDir: string;
  /** Only says what would change. */
  readonly dryRun?: true;
  readonly json?: true;
}

/**
 * `vipward reload`: 0 when the new configuration is in force, or with `--dry-run` would be; 2 when it is refused, or no
 * daemon answers.
 */
export async function reload({ runtimeDir, dryRun, json }: ReloadOptions): Promise<number> {
  const socket = controlSocketOf(runtimeDir);
  const answer =
    dryRun === true
      ? await callControl<ReloadAnswer>(socket, 'GET', '/api/v1/plan')
      : await callControl<ReloadAnswer>(socket, 'POST', '/api/v1/reload');
  if (!answer.ok) {
    console.error(answer.error);
    return EXIT_USAGE;
  }
  if (json === true) console.log(JSON.stringify(answer.value, null, 2));
  else printAnswer(answer.value, dryRun === true ? 'would be refused' : 'refused');
  return answer.value.outcome === 'kept' ? EXIT_USAGE : EXIT_FINE;
}

function printAnswer(answer: ReloadAnswer, refused: string): void {
  if (answer.outcome === 'kept') {
    console.error(answer.diagnostics);
    console.error(`\nreload ${refused}: correct the errors above; the old configuration stays in force`);
    return;
  }
  for (const line of [...answer.changes, ...fatesText(answer.instances)]) console.log(line);
  if (answer.outcome === 'planned') console.log(`${answer.changes.length} change(s) would be made; nothing was done`);
  else console.log(`configuration ${answer.generation} in force, ${answer.changes.length} change(s)`);
}
