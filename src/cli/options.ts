import { hostname } from 'node:os';
import { join } from 'node:path';

export const DEFAULT_CONFIG = '/etc/keepalived/keepalived.conf';
export const DEFAULT_RUNTIME_DIR = '/run/vipward';
export const DEFAULT_STATE_DIR = '/var/lib/vipward';

/** Where commands find the daemon of a runtime directory. */
export const controlSocketOf = (runtimeDir: string): string => join(runtimeDir, 'control.sock');

/** keepalived's default of `-i`: the host name up to its first dot. */
export const defaultConfigId = (): string => hostname().split('.')[0] ?? '';
