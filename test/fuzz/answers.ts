/** What services that are asked say, and files of our own that another program may have had in its hands. */
import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { readLedger } from '../../src/health/time/maintenance-file.ts';
import { readGreeting } from '../../src/probes/native/mysql/greeting.ts';
import { parseStat } from '../../src/probes/native/process/process-table.ts';
import { readReplies } from '../../src/probes/native/redis/resp.ts';
import { readProperties } from '../../src/probes/native/systemd/judge.ts';
import { bytesLike } from './bytes.ts';
import { anyText, edited } from './texts.ts';
import { type Target, target } from './target.ts';

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'latin1'));

const REDIS = target(
  { name: 'an answer of Redis' },
  bytesLike(latin1('+PONG\r\n-NOAUTH log in\r\n:3\r\n$7\r\nabcdefg\r\n$-1\r\n'), latin1('$99999999999\r\nx')),
  (bytes) => {
    const read = readReplies(Buffer.from(bytes));
    assert.ok(read.type === 'foreign' || read.replies.length <= bytes.length);
  },
);

const MYSQL = target(
  { name: 'a greeting of MySQL' },
  bytesLike(
    latin1('\u0012\0\0\0\u000a5.6.29-mycat-1.6\0'),
    latin1('\u0018\0\0\0\u00ff\u0010\u0004#HY000Too many here'),
  ),
  (bytes) => assert.notEqual(readGreeting(bytes).type, ''),
);

const STAT = '4711 (a b) c) S 1 4711 4711 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 123456 0 0';
const PROPERTIES = 'LoadState=loaded\nActiveState=active\nSubState=running\nNRestarts=0\n';

const LINES = target(
  { name: 'lines of /proc and of systemctl' },
  fc.oneof(anyText, edited([STAT, PROPERTIES], ['(', ')', '=', '\n', ' '])),
  (text) => {
    parseStat(text);
    readProperties(text);
  },
);

const LEDGER =
  '{"format":"vipward maintenance 1","entries":[{"target":{"type":"check","name":"nginx"},"fromMs":1,"untilMs":2,"note":"","said":"begin"}]}';

const MAINTENANCE = target(
  { name: 'a file of maintenance' },
  fc.oneof(anyText, edited([LEDGER], ['null', '{}', '[]', '-1', '1e999', '"', '__proto__']), fc.json()),
  (text) => {
    const read = readLedger(text);
    assert.ok(read.ok || read.error !== '');
  },
);

export const ANSWERS: readonly Target[] = [REDIS, MYSQL, LINES, MAINTENANCE];
