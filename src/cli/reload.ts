import type { ReloadAnswer } from '../http/api.ts';
import { callControl } from '../http/client.ts';
import { EXIT_FINE, EXIT_USAGE } from './exit-codes.ts';
import { controlSocketOf } from './options.ts';

/** `vipward reload`: 0 when the new configuration is in force, 2 when it was refused or no daemon answers. */
export async function reload(options: { readonly runtimeDir: string; readonly json?: true }): Promise<number> {
  const answer = await callControl<ReloadAnswer>(controlSocketOf(options.runtimeDir), 'POST', '/api/v1/reload');
  if (!answer.ok) {
    console.error(answer.error);
    return EXIT_USAGE;
  }
  if (options.json === true) console.log(JSON.stringify(answer.value, null, 2));
  if (answer.value.outcome === 'kept') {
    if (options.json !== true) {
      console.error(answer.value.diagnostics);
      console.error('\nreload refused: correct the errors above; the old configuration stays in force');
    }
    return EXIT_USAGE;
  }
  if (options.json !== true) {
    for (const change of answer.value.changes) console.log(change);
    console.log(`configuration ${answer.value.generation} in force, ${answer.value.changes.length} change(s)`);
  }
  return EXIT_FINE;
}
