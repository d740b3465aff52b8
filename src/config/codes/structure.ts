/** Blocks, braces and keywords (100). */
export const STRUCTURE_CODES = {
  'CONF-101': { severity: 'error', title: 'unknown keyword', help: 'remove the line, or correct the word' },
  'CONF-102': { severity: 'error', title: 'keyword in the wrong block', help: 'move it' },
  'CONF-103': {
    severity: 'error',
    title: 'root block starts inside another block',
    help: 'a } is missing before this line',
  },
  'CONF-104': { severity: 'error', title: 'value missing', help: 'write the value behind the keyword' },
  'CONF-105': { severity: 'warning', title: 'surplus words', help: 'one statement a line' },
  'CONF-106': { severity: 'warning', title: 'set again', help: 'the last one counts; delete the other' },
  'CONF-107': {
    severity: 'warning',
    title: 'global_defs comes too late for keepalived',
    help: 'move global_defs to the top of the file',
  },
  'CONF-108': { severity: 'error', title: 'block expected', help: 'write { … } behind it' },
  'CONF-109': { severity: 'error', title: 'no block expected', help: 'remove the braces' },
  'CONF-110': { severity: 'error', title: 'block is not closed', help: 'add the missing }' },
  'CONF-111': { severity: 'error', title: 'closing brace without an opening one', help: 'remove this }' },
  'CONF-112': { severity: 'error', title: 'opening brace missing', help: 'add { at the end of the line' },
  'CONF-113': { severity: 'warning', title: 'text after a closing brace', help: 'start a new line' },
  'CONF-114': { severity: 'error', title: 'name already taken', help: 'choose another name, or delete one of the two' },
  'CONF-115': {
    severity: 'error',
    title: 'name already taken, only the first is used',
    help: 'choose another name, or delete one of the two',
  },
  'CONF-116': {
    severity: 'error',
    title: 'block needs exactly one name',
    help: 'write one word between the keyword and the {',
  },
  'CONF-117': { severity: 'error', title: 'wrong letter case', help: 'keywords are written in small letters' },
  'CONF-118': { severity: 'warning', title: 'empty block', help: 'fill it, or delete it' },
  'CONF-119': { severity: 'error', title: 'nothing to do', help: 'add a vrrp_instance' },
  'CONF-120': { severity: 'warning', title: 'old spelling', help: 'write the current keyword' },
} as const;
