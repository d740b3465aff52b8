import { countBySeverity } from '../config/diagnostic.ts';
import { renderSummary, renderText, toJson } from '../config/render.ts';
import { readConfiguration } from '../daemon/configuration.ts';
import { lintScripts } from '../daemon/script-lint.ts';
import { EXIT_BAD, EXIT_FINE, EXIT_USAGE } from './exit-codes.ts';
import { defaultConfigId } from './options.ts';

export interface ValidateOptions {
  readonly configId?: string;
  readonly strict?: true;
  readonly json?: true;
}

/**
 * `vipward validate`: everything that is wrong with a configuration on this host, at once, and the pitfalls of the
 * scripts that it runs. A script's findings never make it invalid: they count as warnings, whatever they are called.
 * @returns 0 without errors, 1 with warnings or findings in scripts and `--strict`, 2 with errors
 */
export async function validate(file: string, options: ValidateOptions): Promise<number> {
  const configuration = await readConfiguration(file, options.configId ?? defaultConfigId());
  const scripts = lintScripts(configuration);
  const { errors, warnings } = countBySeverity(configuration.diagnostics);
  const inScripts = countBySeverity(scripts.notices);
  const sources = [...configuration.files, ...scripts.files];
  if (options.json === true) {
    console.log(JSON.stringify([...configuration.json(), ...toJson(scripts.notices, sources)], null, 2));
  } else {
    if (configuration.diagnostics.length > 0) console.log(`${configuration.render()}\n`);
    if (scripts.notices.length > 0) console.log(`${renderText(scripts.notices, sources)}\n`);
    const more = scripts.notices.length > 0 ? `; in its scripts: ${renderSummary(scripts.notices)}` : '';
    console.log(`${file}: ${renderSummary(configuration.diagnostics)}${more}`);
  }
  if (errors > 0) return EXIT_USAGE;
  const warned = warnings + inScripts.errors + inScripts.warnings > 0;
  return options.strict === true && warned ? EXIT_BAD : EXIT_FINE;
}
