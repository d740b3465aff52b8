import { detectionLines } from '../config/detection.ts';
import { countBySeverity } from '../config/diagnostic.ts';
import { renderSummary, renderText, toJson } from '../config/render.ts';
import { lintScripts } from '../daemon/script-lint.ts';
import { EXIT_BAD, EXIT_FINE, EXIT_USAGE } from './exit-codes.ts';
import { configurationOf, type ReaderOptions } from './options.ts';

export interface ValidateOptions extends ReaderOptions {
  readonly strict?: true;
  readonly json?: true;
}

/**
 * `vipward validate`: everything that is wrong with a configuration on this host, at once, and the pitfalls of the
 * scripts that it runs. A script's findings never make the configuration invalid. Then how late a failure is noticed
 * at worst.
 * @returns 0 without errors; 1 with errors in scripts, and with warnings and `--strict`; 2 with errors
 */
export async function validate(file: string, options: ValidateOptions): Promise<number> {
  const configuration = await configurationOf(file, options);
  const scripts = lintScripts(configuration);
  const { errors, warnings } = countBySeverity(configuration.diagnostics);
  const inScripts = countBySeverity(scripts.notices);
  const sources = [...configuration.files, ...scripts.files];
  if (options.json === true) {
    console.log(JSON.stringify([...configuration.json(), ...toJson(scripts.notices, sources)], null, 2));
  } else {
    if (configuration.diagnostics.length > 0) console.log(`${configuration.render()}\n`);
    if (scripts.notices.length > 0) console.log(`${renderText(scripts.notices, sources)}\n`);
    const late = configuration.model === undefined ? [] : detectionLines(configuration.model);
    if (late.length > 0) console.log(`${late.join('\n')}\n`);
    const more = scripts.notices.length > 0 ? `; in its scripts: ${renderSummary(scripts.notices)}` : '';
    const as = configuration.node === undefined ? '' : `, this host is node ${configuration.node}`;
    console.log(`${file}${as}: ${renderSummary(configuration.diagnostics)}${more}`);
  }
  if (errors > 0) return EXIT_USAGE;
  const warned = options.strict === true && warnings + inScripts.warnings > 0;
  return inScripts.errors > 0 || warned ? EXIT_BAD : EXIT_FINE;
}
