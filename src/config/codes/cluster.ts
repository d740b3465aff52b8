/** The structure of cluster files (130 to 149). */
export const CLUSTER_CODES = {
  'CONF-130': {
    severity: 'error',
    title: 'not YAML',
    help: 'check indentation, quotes and brackets here and on the line before',
  },
  'CONF-131': { severity: 'error', title: 'tab in the indentation', help: 'indent with blanks' },
  'CONF-132': { severity: 'error', title: 'too large, or nested too deeply', help: 'split the file with include' },
  'CONF-133': { severity: 'error', title: 'alias or tag that means nothing', help: 'write the value itself' },
  'CONF-134': { severity: 'error', title: 'a value of another form belongs here', help: 'see docs/cluster-file.md' },
  'CONF-135': {
    severity: 'info',
    title: 'yes, no, on and off are plain text in YAML 1.2',
    help: 'write true or false',
  },
  'CONF-136': {
    severity: 'error',
    title: 'secret cannot be read',
    help: 'it must be a file with one line, or a variable of the environment',
  },
  'CONF-137': {
    severity: 'error',
    title: 'a node changes what is not defined for all',
    help: 'define it at the top level; under nodes stands only what differs',
  },
  'CONF-138': {
    severity: 'error',
    title: 'unicast needs the addresses of all nodes',
    help: 'add address to the node',
  },
  'CONF-139': {
    severity: 'error',
    title: 'two nodes look the same',
    help: 'each needs a name and an address of its own',
  },
  'CONF-140': {
    severity: 'error',
    title: 'allow names what it cannot silence',
    help: 'only codes of warnings and remarks',
  },
} as const;
