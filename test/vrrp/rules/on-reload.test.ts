import { testCases } from '../cases.ts';

testCases('vrrp-reload.jsonl');
