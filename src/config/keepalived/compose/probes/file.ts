import type { FileContent, FileProbeConfig } from '../../../../model/probe/file.ts';
import type { Report } from '../../../diagnostic.ts';
import type { BlockSettings } from '../../block/block-settings.ts';
import type { ProbeComposer } from './probes.ts';

const OF_A_FILE = ['max_age', 'min_size', 'content', 'number', 'empty_is_zero'] as const;

export const composeFile: ProbeComposer<FileProbeConfig> = (settings, { node, report }) => {
  const path = settings.text('path') ?? '';
  const pathSpan = settings.span('path');
  if (pathSpan === undefined) report('CONF-121', node.keyword.span, '"file" has no path');
  else if (!path.startsWith('/')) {
    report('CONF-306', pathSpan, `"${path}" is not an absolute path`, { severity: 'error' });
  }
  judgeTogether(settings, report);
  return {
    kind: 'file',
    path,
    presence: settings.has('absent') ? 'absent' : 'exists',
    maxAgeMs: settings.number('max_age') ?? 'off',
    minSizeBytes: settings.number('min_size') ?? 0,
    content: contentOf(settings),
  };
};

function contentOf(settings: BlockSettings): FileContent {
  if (settings.has('number')) return { type: 'number', empty: settings.has('empty_is_zero') ? 'zero' : 'bad' };
  const expect = settings.expectation('content');
  return expect === undefined ? { type: 'any' } : { type: 'holds', expect };
}

function judgeTogether(settings: BlockSettings, report: Report): void {
  const absentSpan = settings.span('absent');
  const other = OF_A_FILE.find((keyword) => settings.has(keyword));
  if (absentSpan !== undefined && other !== undefined) {
    report('CONF-337', absentSpan, `a file that must be absent has no ${other}`);
  }
  const numberSpan = settings.span('number');
  if (numberSpan !== undefined && settings.has('content')) {
    report('CONF-337', numberSpan, 'number and content ask for two different things', {
      help: 'make two checks of it',
    });
  }
  const emptySpan = settings.span('empty_is_zero');
  if (emptySpan !== undefined && !settings.has('number')) {
    report('CONF-337', emptySpan, 'empty_is_zero is about a number', { help: 'add number' });
  }
}
