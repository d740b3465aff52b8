import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Configuration, Reader } from '../daemon/configuration.ts';
import { EXIT_FINE } from './exit-codes.ts';

export const DEFAULT_CONFIG = '/etc/keepalived/keepalived.conf';
export const DEFAULT_RUNTIME_DIR = '/run/vipward';
export const DEFAULT_STATE_DIR = '/var/lib/vipward';

/** Where commands find the daemon of a runtime directory. */
export const controlSocketOf = (runtimeDir: string): string => join(runtimeDir, 'control.sock');

/** A folder of the daemon. One that has a name among several of its host (`instance`) does not share the usual ones. */
export const folderOf = (chosen: string, daemon: string | 'none'): string =>
  daemon !== 'none' && (chosen === DEFAULT_RUNTIME_DIR || chosen === DEFAULT_STATE_DIR)
    ? `${chosen}-${daemon}`
    : chosen;

/** Options of every command that reads a configuration. */
export interface ReaderOptions {
  readonly configId?: string;
  readonly node?: string;
}

/** Reads a configuration for a command, and says on stderr when an option means nothing for this kind of file. */
export async function configurationOf(file: string, options: ReaderOptions): Promise<Configuration> {
  const { readConfiguration } = await import('../daemon/configuration.ts');
  const configuration = await readConfiguration(file, readerFor(options));
  if (options.node !== undefined && configuration.language === 'keepalived') {
    console.error(
      `--node ${options.node} has no effect: ${file} is no cluster file (its @NAME lines are chosen with --config-id NAME)`,
    );
  }
  return configuration;
}

const environment = (name: string): string | undefined => process.env[name];

/** Who this host is: as named on the command line or in the environment, else by its host name. */
export function readerFor({ configId, node }: ReaderOptions): Reader {
  const hostName = hostname();
  // keepalived's default of `-i` is the host name up to its first dot.
  const short = hostName.split('.')[0] ?? '';
  const named = node ?? (environment('VIPWARD_NODE') || undefined);
  return { configId: configId ?? short, self: { named, hostName }, environment };
}

/** For commands that print as they go: `vipward history | head` is no fault. */
export function endWithReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(EXIT_FINE);
  });
}

const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `30m`, `2h`, `1d` in milliseconds. */
export function durationMs(text: string): number | 'unreadable' {
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(s|m|h|d)$/.exec(text.trim()) ?? [];
  return count === undefined ? 'unreadable' : Number(count) * (UNIT_MS[unit] ?? 0);
}
