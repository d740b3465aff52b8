import { type LoadOptions, loadConfiguration, placeIn } from '../../src/config/load.ts';
import { parseYaml } from '../../src/daemon/cluster/yaml-text.ts';
import type { Model } from '../../src/model/model.ts';
import { err, ok } from '../../src/model/result.ts';

/** What the product makes of one text. */
export interface Loaded {
  readonly model: Model | undefined;
  /** `warning CONF-422 line 19`, in the order of the text. */
  readonly diagnostics: readonly string[];
}

/** Loads one text as the file `name`, on a host that has nothing to say; of a cluster file, for one of its nodes. */
export function loadText(name: string, text: string, node?: string): Loaded {
  const readText = (path: string): ReturnType<LoadOptions['readText']> => (path === name ? ok(text) : err('missing'));
  const cluster = {
    parse: parseYaml,
    self: { named: node, hostName: 'example' },
    environment: () => 'secret',
  };
  const { model, diagnostics, files } = loadConfiguration({ file: name, readText, configId: 'example', cluster });
  const place = placeIn(files);
  return {
    model,
    diagnostics: diagnostics.map(({ severity, code, span }) => `${severity} ${code} line ${place(span).line}`),
  };
}
