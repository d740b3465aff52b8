import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Severity of a remark from which on it is a complaint: a note, a warning or an error, but not a chat. */
const LEAST_COMPLAINT = 0x400000;

/** A frame as tshark dissects it: each field's values in order, as text. */
export interface DissectedFrame {
  readonly fields: Readonly<Record<string, readonly string[]>>;
  /** What tshark does not like about it. */
  readonly complaints: readonly string[];
}

export interface Dissection {
  /** Names of tshark's fields. */
  readonly fields: readonly string[];
  /** More preferences of dissectors, as `vrrp.v3_checksum_as_in_v2:TRUE`. */
  readonly preferences?: readonly string[];
}

/** Checksums of IP are not verified unless asked for, because some cards compute them later. */
const PREFERENCES = ['ip.check_checksum:TRUE'];
const REMARKS = ['_ws.expert.severity', '_ws.expert.message', '_ws.malformed'];

/** Dissects all frames of a capture file. Rejects with tshark's words when it cannot be read. */
export async function dissect(
  file: string,
  { fields, preferences = [] }: Dissection,
): Promise<readonly DissectedFrame[]> {
  const options = [...PREFERENCES, ...preferences].flatMap((preference) => ['-o', preference]);
  const form = ['-T', 'fields', '-E', 'occurrence=a', '-E', 'aggregator=|', '-E', 'separator=/t'];
  const columns = [...REMARKS, ...fields];
  const argv = ['-n', '-r', file, ...options, ...form, ...columns.flatMap((field) => ['-e', field])];
  const { stdout } = await promisify(execFile)('tshark', argv);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const cells = line.split('\t').map((cell) => cell.split('|').filter((value) => value !== ''));
    const [severities = [], messages = [], malformed = []] = cells;
    const remarks = messages.filter((_, i) => Number(severities[i] ?? LEAST_COMPLAINT) >= LEAST_COMPLAINT);
    return {
      fields: Object.fromEntries(fields.map((field, i) => [field, cells[REMARKS.length + i] ?? []])),
      complaints: [...remarks, ...malformed],
    };
  });
}
