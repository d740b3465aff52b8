import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { TestContext } from 'vitest';

const ROOT = new URL('../..', import.meta.url).pathname;

/**
 * Makes a program from TypeScript text that imports from `../../src`, for tests that need a process of their own to
 * kill. Returns its path, beside the built bundles; it is removed when the test ends.
 */
export function programFor(context: TestContext, name: string, source: string): string {
  const outfile = join(ROOT, `dist/${name}-${process.pid}.cjs`);
  buildSync({
    stdin: { contents: source, loader: 'ts', resolveDir: join(ROOT, 'test/lab') },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['koffi', 'mysql2', 'nodemailer'],
    outfile,
  });
  context.onTestFinished(() => rmSync(outfile));
  return outfile;
}
