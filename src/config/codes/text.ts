/** The text before it has structure (000). */
export const TEXT_CODES = {
  'CONF-001': { severity: 'warning', title: 'file starts with a byte order mark', help: 'save the file without BOM' },
  'CONF-002': { severity: 'error', title: 'typographic quote', help: 'use the plain quote "' },
  'CONF-003': { severity: 'error', title: 'invisible character', help: 'delete it and type an ordinary blank' },
  'CONF-004': {
    severity: 'warning',
    title: 'comment sign glued to a word',
    help: 'put the value in "…", or a blank before the comment',
  },
  'CONF-005': { severity: 'error', title: 'line numbers pasted with the text', help: 'remove the numbers' },
  'CONF-006': {
    severity: 'error',
    title: 'this line is not keepalived syntax',
    help: 'remove what came along from the web page, terminal or template',
  },
  'CONF-007': {
    severity: 'error',
    title: 'file is not plain text',
    help: 'convert it to UTF-8, for example with iconv -t UTF-8',
  },
  'CONF-008': {
    severity: 'warning',
    title: 'line longer than keepalived reads',
    help: 'split it, keepalived cuts lines at 1023 bytes',
  },
  'CONF-009': { severity: 'error', title: 'quote is not closed', help: 'add the closing "' },
  'CONF-010': { severity: 'warning', title: 'single quotes do not quote here', help: 'use "' },
  'CONF-011': { severity: 'warning', title: 'no line continuation here', help: 'join the lines' },
  'CONF-012': {
    severity: 'warning',
    title: '\\\\" ends the string',
    help: 'leave the quote out; there are no escapes in a value',
  },
  'CONF-013': { severity: 'error', title: 'not defined', help: 'define it before its use' },
  'CONF-014': { severity: 'warning', title: 'not replaced here', help: 'write the name in braces' },
  'CONF-015': { severity: 'error', title: 'cannot be expanded', help: 'check the arguments' },
  'CONF-016': { severity: 'error', title: 'no file to include', help: 'check the path' },
  'CONF-017': { severity: 'error', title: 'file includes itself', help: 'take the include out' },
  'CONF-018': {
    severity: 'warning',
    title: 'include takes the rest of the line as one pattern',
    help: 'one include a file, without quotes',
  },
  'CONF-019': { severity: 'warning', title: 'included file is skipped', help: 'chmod a-x the file' },
  'CONF-020': { severity: 'info', title: 'definition never used', help: 'delete it' },
  'CONF-022': {
    severity: 'warning',
    title: 'only this line is conditional',
    help: 'put the same condition before the line of the other brace',
  },
  'CONF-023': {
    severity: 'error',
    title: 'line too long after replacing a definition',
    help: 'split it into several definitions',
  },
  'CONF-024': { severity: 'info', title: 'Windows line ends', help: 'harmless' },
} as const;
