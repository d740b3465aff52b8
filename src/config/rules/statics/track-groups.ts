import type { Report } from '../../diagnostic.ts';
import type { Draft } from '../../keepalived/compose/draft.ts';
import { trackingOf } from '../../../model/host/item.ts';
import { nearestWord } from '../../nearest-word.ts';

/** Static lines and the `track_group`s that they name. */
export function judgeStatics({ statics, trackGroups, instances }: Draft, report: Report): void {
  const groups = trackGroups.map(({ name }) => name.text);
  const names = instances.map(({ name }) => name);
  for (const { item, trackGroup } of statics) {
    if (trackGroup === undefined) continue;
    if (!groups.includes(trackGroup.text)) {
      const meant = nearestWord(trackGroup.text, groups);
      const help = meant === undefined ? {} : { help: `did you mean "${meant}"?` };
      report('CONF-519', trackGroup.span, `there is no track_group "${trackGroup.text}"`, help);
    } else if (trackingOf(item) === 'ignore') {
      report('CONF-519', trackGroup.span, 'track_group beside no_track has no effect', { help: 'delete one of them' });
    }
  }
  for (const { text, span } of trackGroups.flatMap(({ members }) => members)) {
    if (!names.includes(text)) report('CONF-519', span, `there is no vrrp_instance "${text}"`);
  }
}
