import type { BackEndStep, ServerHealth } from '@countersign/contracts/admin-api';

const states: Record<ServerHealth['state'], string> = { unknown: 'not asked yet', answering: 'answers', failing: 'fails', 'left-alone': 'left alone for a while' };
const steps: Record<BackEndStep['step'], string> = { connect: 'Connection', 'service-account': 'Service account', 'find-user': 'Entry of the user', password: 'Password' };
const verdicts: Record<BackEndStep['verdict'], string> = {
  passed: 'passed', skipped: 'not needed', unreachable: 'no connection', timeout: 'no answer in time', 'tls-failed': 'TLS failed', 'service-refused': 'refused by the server',
  'not-understood': 'answer not understood', 'unknown-user': 'no such entry', 'several-users': 'several entries', 'wrong-password': 'wrong password',
};

export const backEnds = {
  description: 'Directories (LDAP, Active Directory) that check the first password of a sign-in, and the sites that use them.',
  servers: 'Servers', serversHint: 'One to a line: name or address, with a port if it is not the usual one. They are asked in this order.',
  security: 'Protection',
  securities: { ldaps: 'LDAPS', starttls: 'StartTLS', none: 'none (this machine only)' },
  ca: 'Certificate authority (PEM)', caHint: 'Empty: the authorities of the system.',
  serverTimeoutMs: 'Time for one server (ms)', serverTimeoutHint: 'Then the next one is asked. All of them together have less time than the device waits.',
  enabled: 'Switched on', disabled: 'switched off',
  lookup: 'How the entry is found',
  lookups: { search: 'A service account looks for it', name: 'The login name is part of its name' },
  baseDn: 'Where to search', filter: 'Filter', filterHint: '{login} stands for the login name.',
  bindDn: 'Service account', bindDnHint: 'Empty: the search is anonymous.',
  bindPassword: 'Its password', bindPasswordKeep: 'Empty: as it is. For other servers it has to be given again.',
  template: 'Name', templateHint: 'Such as uid={login},ou=people,dc=example,dc=com or {login}@example.com',
  add: 'Add a back end', edit: 'Change the back end', none: 'No back end yet: people sign in with token and static password alone.',
  deleteQuestion: (name: string) => `Delete the back end ${name}?`, deleteConsequence: 'It must be used by no site and no synchronisation.', deleted: 'Deleted.',
  test: 'Test', testTitle: (name: string) => `Test ${name}`, testRun: 'Try it now', testLogin: 'Login name', testPassword: 'Password',
  testHint: 'Each server is tried as it is saved. With a login name its entry is looked for; with a password that is tried as well.',
  took: (ms: number) => `${ms} ms`,
  health: 'As sign-ins saw the servers', replica: (number: number) => `Replica ${number}`, noReplica: 'No replica of auth answers.',
  states, steps, verdicts,
};

export const firstFactors = {
  title: 'What a sign-in consists of',
  description: 'A rule holds for its site and those below. Without one: PIN and tokencode, or the static password as the policy says.',
  set: 'Set a rule', edit: 'Change the rule', none: 'No site has a rule.', hasOne: 'This site has a rule already: change that one',
  parts: 'Parts', order: 'Order', withoutToken: 'Without a token', backEnd: 'Back end',
  noBackEnd: 'no back-end password',
  staticPassword: 'Static password', statics: { none: 'not asked for', optional: 'may stand in front', required: 'required' },
  passcode: 'PIN and tokencode',
  orders: { concatenated: 'in one line', challenge: 'in two steps' },
  orderHint: 'In one line there are no separators, and the directory is asked only when the code is right: nobody without the token can lock an account there.',
  without: { refuse: 'is refused', passwords: 'signs in with the passwords alone' },
  withoutHint: 'A group can have a period of grace instead (Sites and groups).',
  part: { backEnd: 'back-end password', static: 'static password', optional: 'static password (optional)', passcode: 'PIN and tokencode' },
  remove: 'Remove', removeQuestion: (site: string) => `Remove the rule of ${site}?`, removeConsequence: 'The site goes by the rule above it, if there is one.', removed: 'Removed.',
  grace: 'Grace without a token until', graceHint: 'Until then users of the group who have no token sign in with the passwords of the site’s rule alone.',
};

export const syncs = {
  description: 'People of a directory become users of a site. Who is gone from it is disabled, never deleted.',
  add: 'Add a synchronisation', edit: 'Change the synchronisation', none: 'No synchronisation yet.',
  backEnd: 'Back end', baseDn: 'Where to search', filter: 'Filter', attributes: 'Attributes',
  attribute: { login: 'Login name', id: 'Identifier that stays', displayName: 'Display name', mobile: 'Mobile', email: 'Mail', group: 'Group' },
  attributeHint: 'Empty: the directory says nothing about it.', idHint: 'entryUUID; in Active Directory objectGUID',
  groups: 'New groups', makeGroups: 'Make groups that are not here yet', missing: 'Who is gone from the directory', missings: { disable: 'is disabled', leave: 'stays as it is' },
  schedule: 'Runs by itself', schedules: { off: 'no', hours: 'every few hours', day: 'every day' }, hours: 'Hours between runs', at: 'Time of day', atHint: 'By the clocks of the site, such as 02:00',
  everyHours: (hours: number) => (hours === 1 ? 'every hour' : `every ${hours} hours`), everyDay: (at: string) => `every day at ${at}, by the clocks of the site`, next: (what: string, time: string) => `${what}; next ${time}`,
  failed: (name: string, time: string) => `The synchronisation ${name} failed (${time}): its site has the people of an earlier day.`, showFailed: 'Show the job',
  users: 'Users', last: 'Last run', never: 'never', dry: 'dry run',
  run: 'Run', runTitle: (name: string) => `Run ${name}`, dryRun: 'Dry run: report only', force: 'Even when more than half of the users would be disabled', started: 'Started.',
  deleteQuestion: (name: string) => `Delete the synchronisation ${name}?`, deleteConsequence: 'The users that came from it stay.', deleted: 'Deleted.',
};
