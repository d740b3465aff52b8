import type { Severity } from '../config/diagnostic.ts';
import type { RuleId } from './catalogue.ts';
import type { Range } from './shell/syntax.ts';

/** What a rule may say beyond place and message. The catalogue fills the rest. */
export interface FindingDetails {
  readonly severity?: Severity;
  readonly fix?: string;
}

export type ReportFinding = (rule: RuleId, range: Range, message: string, details?: FindingDetails) => void;
