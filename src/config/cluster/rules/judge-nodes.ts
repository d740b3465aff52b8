import type { InstanceConfig } from '../../../model/instance.ts';
import type { Report } from '../../diagnostic.ts';
import { modelOf } from '../../keepalived/compose/model-of.ts';
import type { Draft, InstanceDraft } from '../../keepalived/compose/draft.ts';
import type { ClusterNode } from '../nodes/read-nodes.ts';
import { judgeAgreement } from './agreement.ts';
import { judgeWeights } from './weights.ts';

/** One instance on one node: what was written, with its places, and what the model makes of it. */
export interface Member {
  readonly node: ClusterNode;
  readonly instance: InstanceDraft;
  readonly config: InstanceConfig;
  readonly draft: Draft;
}

/** Every instance on every node. */
export function membersOf(nodes: readonly { readonly node: ClusterNode; readonly draft: Draft }[]): readonly Member[] {
  return nodes.flatMap(({ node, draft }) => {
    const { instances } = modelOf(draft, node.name);
    return draft.instances.flatMap((instance): Member[] => {
      const config = instances.find(({ name }) => name === instance.name);
      return config === undefined ? [] : [{ node, draft, instance, config }];
    });
  });
}

/** Everything that takes all nodes to see, instance by instance. Source: `keepalived-conf.md` 5.8, `checks.md` 3.6. */
export function judgeNodes(members: readonly Member[], report: Report): void {
  for (const name of new Set(members.map(({ config }) => config.name))) {
    const of = members.filter(({ config }) => config.name === name);
    judgeAgreement(of, report);
    judgeWeights(of, report);
  }
}
