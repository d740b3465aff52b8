import { readFileSync } from 'node:fs';
import { runInThisContext } from 'node:vm';
import { build, type Plugin } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { MUTATIONS, type Mutation } from './mutations.ts';
import type { hunt } from './story/hunt.ts';

const ROOT = new URL('../../', import.meta.url).pathname;
const SEEDS = 1000;
/** Seconds on a machine that does nothing else. */
const LIMIT_MS = 300_000;

/** Gives the bundle a source file in which one rule is broken. */
const breaking = ({ file, rule, broken }: Mutation): Plugin => ({
  name: 'mutation',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, ({ path }) => {
      if (path !== ROOT + file) return undefined;
      return { contents: readFileSync(path, 'utf8').replace(rule, () => broken), loader: 'ts' };
    });
  },
});

/** The simulator with a core of its own. */
async function huntWith(mutation: Mutation): Promise<typeof hunt> {
  const { outputFiles } = await build({
    entryPoints: [`${ROOT}test/sim/story/hunt.ts`],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'simulator',
    plugins: [breaking(mutation)],
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('no bundle');
  return (runInThisContext(`${bundle.text}; simulator`) as { readonly hunt: typeof hunt }).hunt;
}

describe(`each of these is found within ${SEEDS} seeds`, () => {
  test.each(MUTATIONS)(
    '$name',
    async (mutation) => {
      const { found } = (await huntWith(mutation))(1, SEEDS);
      expect(found).not.toBe('nothing');
    },
    LIMIT_MS,
  );
});
