import { testCases } from '../scenario/cases.ts';

testCases('vrrp-advert.jsonl');
