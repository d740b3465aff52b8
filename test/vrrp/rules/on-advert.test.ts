import { testCases } from '../cases.ts';

testCases('vrrp-advert.jsonl');
