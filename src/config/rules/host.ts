import type { Report } from '../diagnostic.ts';
import type { HostFacts } from '../host-facts.ts';
import type { Draft } from '../keepalived/compose/draft.ts';

/** Everything that depends on this host. */
export function judgeHost(_draft: Draft, _host: HostFacts, _report: Report): void {}
