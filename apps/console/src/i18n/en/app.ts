export const app = {
  name: 'Countersign',
  subtitle: 'Administration',
  skipToContent: 'Skip to content',
  loading: 'Loading …',
  menu: 'Menu',
  language: 'Language',
  light: 'Light',
  dark: 'Dark',
  likeSystem: 'Like the system',
  appearance: 'Appearance',
  account: 'Own account',
  signOut: 'Sign out',
  notFound: 'There is no such page',
  notFoundHint: 'The address may be mistyped, or what it showed is gone.',
  forbiddenPage: 'Your role does not include this page',
  forbiddenHint: 'A super administrator, or the site’s, can give you a role that does.',
  outsideScopePage: 'Your scope does not include this page',
  outsideScopeHint: 'It shows what belongs to sites, and your scope is groups of users. A super administrator, or the site’s, can widen it.',
  toOverview: 'To the overview',
  crashed: 'This page failed',
  crashedHint: 'Reload it. If that does not help, tell whoever runs this server what you did last.',
  reloadPage: 'Reload',
};

export const navigation = {
  overview: 'Overview',
  setup: 'Setup assistant',
  directory: 'Directory',
  sites: 'Sites and groups',
  users: 'Users',
  tokens: 'Tokens',
  tokenImport: 'Import tokens',
  userImport: 'Import users',
  agentHosts: 'Agent hosts',
  radiusProfiles: 'RADIUS profiles',
  addressPools: 'Address pools',
  sessions: 'Online sessions',
  backEnds: 'Back ends',
  directorySyncs: 'Directory sync',
  troubleshooting: 'Sign-ins',
  log: 'Authentication log',
  drops: 'Recent drops',
  reports: 'Reports',
  test: 'Local test',
  administration: 'Administration',
  policies: 'Policies',
  administrators: 'Administrators',
  apiKeys: 'API keys',
  jobs: 'Jobs',
  settings: 'Settings',
  forwarding: 'Log forwarding',
};

export const words = {
  yes: 'Yes', no: 'No', on: 'on', off: 'off', none: 'none', all: 'All', any: 'Any', optional: 'optional', never: 'never', unknown: 'unknown',
  name: 'Name', site: 'Site', group: 'Group', user: 'User', token: 'Token', agentHost: 'Agent host', address: 'Address', state: 'State', time: 'Time',
  enabled: 'Enabled', disabled: 'Disabled', created: 'Created', expires: 'Expires', actions: 'Actions', details: 'Details', result: 'Result',
  start: 'Start', end: 'End', through: (day: string) => `through ${day}`, endHint: 'No longer valid from this moment on: 00:00 means through the day before.', from: 'From', to: 'To', cause: 'Cause', remedy: 'Remedy', code: 'Code',
  allSites: 'All sites', everywhere: 'Everywhere', topLevel: 'At the top', language: 'Language',
};

export const actions = {
  add: 'Add', save: 'Save', cancel: 'Cancel', close: 'Close', delete: 'Delete', edit: 'Edit', rename: 'Rename', search: 'Search', reset: 'Reset',
  reload: 'Reload', next: 'Next', back: 'Back', retry: 'Try again', copy: 'Copy', copied: 'Copied', exportCsv: 'Export CSV', remove: 'Remove',
  discardTitle: 'Discard what you typed?', discard: 'Discard', keepEditing: 'Keep editing',
  leaveSecretTitle: 'What is shown here cannot be shown again once you leave. Leave?', leave: 'Leave', stay: 'Stay',
  enable: 'Enable', disable: 'Disable', done: 'Done', show: 'Show', download: 'Download', skip: 'Skip',
};

export const list = {
  empty: 'Nothing here yet',
  noMatch: 'Nothing matches the filters',
  clearFilters: 'Clear the filters',
  previousPage: 'Previous page',
  nextPage: 'Next page',
  page: (page: number) => `Page ${page}`,
  exporting: (rows: string) => `${rows} rows …`,
  exported: (rows: string) => `${rows} rows exported`,
  sort: 'Order',
};

export const problems = {
  title: 'That did not work',
  overtaken: {
    elsewhere: 'Somebody else changed something that is not in this form.',
    changed: (fields: string) => `Somebody else changed: ${fields}.`,
    kept: (fields: string) => `You changed ${fields}, too: what you entered is still there.`,
    saveAgain: 'Everything else shows the new values. Save again to keep what you entered.',
  },
  changedMeanwhile: 'Somebody else changed this meanwhile. Load it again, then repeat your change.',
  tooLate: { title: 'No answer in time', text: 'The server takes too long. If something was to be changed, look whether it was before you try again.' },
  unreachable: { title: 'The server does not answer', text: 'Check the connection of this computer. If it is there, the server or a proxy before it stands still.' },
  throttled: (seconds: number) => `Try again in ${seconds} s.`,
  saved: 'Saved',
  tooShort: (characters: number) => `At least ${characters} characters`,
  tooLong: (characters: number) => `At most ${characters} characters`,
  insideRange: (range: string, address: string) => `An address inside a range. Write ${range} for the whole range, or ${address} for this address alone.`,
  fieldsWrong: 'Some values cannot be used',
};

export const validation: Record<
  'must be one line of well-formed text' | 'must not begin or end with a space' | 'must not be blank' | 'must not contain a slash' | 'must be an address or a range'
  | 'must not contain invisible characters' | 'must not be longer than 256 characters once it is folded' | 'must not mix alphabets whose letters look alike', string
> & { required: string } = {
  required: 'A value is needed',
  'must be one line of well-formed text': 'One line of text, without control characters',
  'must not begin or end with a space': 'No space at the beginning or end',
  'must not be blank': 'Must not be blank',
  'must not contain a slash': 'No slash in a name',
  'must not contain invisible characters': 'No characters that do not show',
  'must not be longer than 256 characters once it is folded': 'Too long: its characters stand for more than 256',
  'must not mix alphabets whose letters look alike': 'Letters of one alphabet: those of several, such as Latin and Cyrillic, look alike',
  'must be an address or a range': 'An address such as 192.0.2.10, or a range such as 192.0.2.0/24',
};

export const warnings = {
  'one-administrator': { text: 'There is only one super administrator. If that one loses password or token, nobody can help.', help: 'Appoint a second' },
  'second-administrator-idle': { text: 'No second super administrator has signed in for three months: their token may be out of step.', help: 'Show administrators' },
  'no-token': { text: 'You sign in with a password alone.', help: 'Bind a token' },
  'token-not-proved': { text: 'Your token is not proved yet: the next sign-in asks for its code, and nobody has shown a right one so far.', help: 'Prove the token' },
};
