import type { Answer, DecodedPacket } from 'dns-packet';
import type { DnsProbeConfig } from '../../../model/probe/dns.ts';
import { expectationText, matcherOf } from '../../../model/probe/expectation.ts';
import { shown } from '../net/shown.ts';

/** Says what an answer means; `undefined` is one that is no DNS message. */
export type Judge = (
  answer: DecodedPacket | undefined,
  peer: string,
) => { readonly result: 'ok' | 'bad'; readonly detail: string };

/** Names beyond which a reason is not read. */
const SHOWN_RECORDS = 3;

/** How the answers to one question are judged: the rcode, then the records of the wanted type. */
export function answerJudge({ name, type, rcode: wanted, expect }: DnsProbeConfig): Judge {
  const isWanted = judgeOf(expect);
  return (answer, peer) => {
    const asked = `${type} ${name}`;
    if (answer === undefined) return { result: 'bad', detail: `${peer} answers with something that is not DNS` };
    const rcode = rcodeOf(answer);
    if (rcode !== wanted) return { result: 'bad', detail: `${peer} answers ${rcode} to ${asked}, expected ${wanted}` };
    if (rcode !== 'NOERROR') return { result: 'ok', detail: `${peer} answers ${rcode} to ${asked}` };
    const records = (answer.answers ?? []).filter((record) => record.type === type).map(recordText);
    const found = records.slice(0, SHOWN_RECORDS).join(', ');
    if (records.some(isWanted)) return { result: 'ok', detail: `${peer} answers ${found} to ${asked}` };
    if (answer.flag_tc) {
      return { result: 'bad', detail: `${peer} cuts its answer to ${asked} short (use transport tcp)` };
    }
    const instead = records.length === 0 ? 'no such record' : shown(found);
    const expected = expect === 'any' ? '' : `, expected ${expectationText(expect)}`;
    return { result: 'bad', detail: `${peer} answers ${instead} to ${asked}${expected}` };
  };
}

/** Text must be the whole record; names are compared without case. */
function judgeOf(expect: DnsProbeConfig['expect']): (record: string) => boolean {
  if (expect === 'any') return () => true;
  if (expect.type === 'pattern') return matcherOf(expect);
  const wanted = expect.text.toLowerCase().replace(/\.$/, '');
  return (record) => record.toLowerCase().replace(/\.$/, '') === wanted;
}

/** dns-packet puts the rcode there, which its types do not say. */
const rcodeOf = (answer: DecodedPacket): string => (answer as unknown as { readonly rcode: string }).rcode;

/** As a zone file has it: `10 mail.example.org`. */
function recordText(record: Answer): string {
  switch (record.type) {
    case 'MX':
      return `${record.data.preference ?? 0} ${record.data.exchange}`;
    case 'SRV':
      return `${record.data.priority ?? 0} ${record.data.weight ?? 0} ${record.data.port} ${record.data.target}`;
    case 'SOA':
      return `${record.data.mname} ${record.data.rname} ${record.data.serial}`;
    case 'TXT':
      return [record.data].flat().map(String).join('');
    default:
      return String((record as { readonly data?: unknown }).data);
  }
}
