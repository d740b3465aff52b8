import { countBySeverity } from '../config/diagnostic.ts';
import { renderSummary } from '../config/render.ts';
import { readConfiguration } from '../daemon/configuration.ts';
import { EXIT_BAD, EXIT_FINE, EXIT_USAGE } from './exit-codes.ts';
import { defaultConfigId } from './options.ts';

export interface ValidateOptions {
  readonly configId?: string;
  readonly strict?: true;
  readonly json?: true;
}

/**
 * `vipward validate`: everything that is wrong with a configuration on this host, at once.
 * @returns 0 without errors, 1 with warnings and `--strict`, 2 with errors
 */
export async function validate(file: string, options: ValidateOptions): Promise<number> {
  const configuration = await readConfiguration(file, options.configId ?? defaultConfigId());
  const { errors, warnings } = countBySeverity(configuration.diagnostics);
  if (options.json === true) console.log(JSON.stringify(configuration.json(), null, 2));
  else {
    if (configuration.diagnostics.length > 0) console.log(`${configuration.render()}\n`);
    console.log(`${file}: ${renderSummary(configuration.diagnostics)}`);
  }
  if (errors > 0) return EXIT_USAGE;
  return options.strict === true && warnings > 0 ? EXIT_BAD : EXIT_FINE;
}
