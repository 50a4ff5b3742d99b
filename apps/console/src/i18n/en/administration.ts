import type { Permission, Role } from '@countersign/contracts/admin-api';

export const roles: Record<Role, { readonly name: string; readonly does: string }> = {
  'super-administrator': { name: 'Super administrator', does: 'May do everything.' },
  'site-administrator': { name: 'Site administrator', does: 'Everything within the scope; no settings of the installation.' },
  'token-administrator': { name: 'Token administrator', does: 'Imports, assigns and repairs tokens.' },
  'help-desk': { name: 'Help desk', does: 'Unlocks users, resets PINs and passwords, synchronises tokens.' },
  auditor: { name: 'Auditor', does: 'Sees everything, changes nothing.' },
};

export const permissions: Record<Permission, string> = {
  'directory.read': 'See the directory', 'sites.write': 'Change sites', 'groups.write': 'Change groups', 'users.write': 'Change users',
  'users.unlock': 'Unlock users', 'users.password': 'Set static passwords', 'tokens.write': 'Change tokens', 'tokens.assign': 'Assign tokens',
  'tokens.pin': 'Set PINs and modes', 'tokens.sync': 'Synchronise tokens', 'tokens.import': 'Import tokens', 'tokens.bypass': 'Hand out bypass codes',
  'agent-hosts.write': 'Change agent hosts', 'radius-profiles.write': 'Change RADIUS profiles', 'policies.read': 'See policies',
  'policies.write': 'Change policies', 'administrators.read': 'See administrators', 'administrators.write': 'Appoint administrators',
  'api-keys.write': 'Make API keys', 'audit.read': 'Read the log', 'audit.export': 'Export the log', 'audit.verify': 'Check the trail',
  'audit.administer': 'Forward the log', 'reports.read': 'Read reports', 'drops.read': 'See recent drops', 'sessions.read': 'See sessions',
  'sessions.end': 'End sessions', 'jobs.read': 'See jobs', 'jobs.cancel': 'Cancel jobs', 'back-ends.write': 'Change back ends',
  'radius.test': 'Test sign-ins', 'settings.read': 'See settings', 'settings.write': 'Change settings', 'health.read': 'See the health of all parts',
};

export const scopes = {
  label: 'Scope',
  kinds: { all: 'Everywhere', sites: 'Sites and everything below', groups: 'Groups of users' },
  sites: 'Sites',
  groups: 'Groups',
};

export const administrators = {
  description: 'Users with a role. Keep at least two super administrators, each with a token.',
  add: 'Appoint an administrator',
  edit: 'Change role or scope',
  user: 'User',
  userHint: 'Add the user first, if there is none yet.',
  role: 'Role',
  lastSignIn: 'Last sign-in',
  tokens: 'Tokens',
  password: 'Password for the first sign-in',
  passwordHint: 'At least 12 characters. The first sign-in asks for another one. Leave empty if the user has a password already.',
  mustChange: 'must choose a password',
  endSessions: 'Sign out everywhere',
  endSessionsQuestion: (login: string) => `End every session of ${login}?`,
  sessionsEnded: 'Every session has ended',
  remove: 'Take the role away',
  removeQuestion: (login: string) => `Take the role away from ${login}?`,
  removeConsequence: 'The sessions end. The user stays and can sign in at agent hosts as before.',
  removed: 'The role was taken away',
  none: 'No administrators in your scope.',
};

export const apiKeys = {
  description: 'For scripts and other systems. A key may do what its maker may, or less; it is shown once.',
  add: 'Make an API key',
  expiresAt: 'Expires',
  expiresHint: 'Without a date the key is good until it is revoked.',
  lastUsed: 'Last used',
  createdBy: 'Made by',
  permissions: 'It may',
  permissionsHint: 'Left empty: everything that you may do.',
  everything: 'everything',
  active: 'active',
  revoked: 'revoked',
  expired: 'expired',
  revoke: 'Revoke',
  revokeQuestion: (name: string) => `Revoke the key ${name}?`,
  revokeConsequence: 'Whatever uses it is refused at once, for good. Its record stays.',
  revokedNow: 'The key was revoked',
  made: 'The API key is made',
  once: 'Copy it now: it is shown this once.',
  none: 'No API keys.',
};

export const settings = {
  description: 'What is true for the whole installation. A change counts from the next request on.',
  access: 'Administration',
  addresses: 'Administration is allowed from',
  addressesHint: 'Addresses and ranges, one per line. Empty: from everywhere. A change that would lock you out is refused.',
  requireToken: 'Every administrator needs a token',
  requireTokenHint: 'Otherwise those who have a token sign in with it, and the others with a password alone.',
  idle: 'A session ends without a request after (minutes)',
  absolute: 'A session ends at the latest after (minutes)',
  tokens: 'Tokens',
  tokensPerUser: 'Tokens that one user may hold',
};

export const forwarding = {
  description: 'Every line of the trail, as syslog (RFC 5424), to a receiver of yours. What the receiver has not confirmed is kept and sent again.',
  off: 'The trail is not forwarded.',
  offHint: 'It is kept here all the same.',
  begin: 'Forward the trail',
  change: 'Change the receiver',
  stop: 'Stop forwarding',
  stopQuestion: 'Stop forwarding?',
  stopConsequence: 'The receiver gets nothing more. The trail here stays as it is.',
  stopped: 'The trail is not forwarded any more',
  waiting: (lines: string) => `${lines} lines wait to be sent.`,
  waitingHint: 'Is this number still there after a minute, the receiver does not answer: check its address, port and certificate.',
  upToDate: 'The receiver has every line.',
  receiver: 'Receiver',
  host: 'Host name or address',
  port: 'Port',
  transport: 'Transport',
  transports: { tls: 'TLS (RFC 5425)', tcp: 'TCP, not encrypted (RFC 6587)' },
  transportHint: 'Without TLS everybody on the way can read who signs in where.',
  authority: 'Certificate authority',
  authorityHint: 'PEM. Only for a receiver whose certificate no public authority signed.',
  publicAuthority: 'public authorities',
  ownAuthority: 'one of your own',
  facility: 'Facility',
  forwarded: 'Sent up to line',
  from: 'Begin with',
  begins: { next: 'what comes next', everything: 'the whole trail', 'go-on': 'where forwarding was' },
};
