export const radius = {
  profilesDescription: 'What a device must say and what it is told: check attributes, reply attributes, an address pool. A profile stands at agent hosts, groups, users, and at a user on one agent host. Where they differ, the later in this list decides.',
  addProfile: 'Add a profile', editProfile: 'Edit the profile', noProfiles: 'No profiles yet: an accept carries a message alone.',
  findProfile: 'Name begins with …', description: 'Description', checks: 'Check attributes', replies: 'Reply attributes', pool: 'Address pool', profile: 'RADIUS profile',
  checksHint: 'A request that does not fit is refused before anything typed is compared.', repliesHint: 'A line replaces values of less particular profiles, unless it is appended.',
  attribute: 'Attribute', value: 'Value', check: 'Condition', append: 'Append', addCheck: 'Add a check', addReply: 'Add a reply', fromDevice: 'Examples for a kind of device',
  conditions: { equals: 'is', differs: 'is not', 'begins-with': 'begins with', present: 'is there', absent: 'is not there' },
  deleteProfileQuestion: (name: string) => `Delete the profile ${name}?`, deleteProfileConsequence: 'Only a profile that stands nowhere can be deleted.', profileDeleted: 'The profile was deleted',
  poolsDescription: 'IPv4 addresses that profiles give out. An address belongs to a session until accounting says that it ended.',
  addPool: 'Add a pool', editPool: 'Edit the pool', noPools: 'No pools yet.', ranges: 'Ranges', first: 'First address', last: 'Last address', addRange: 'Add a range',
  lease: 'Waits for accounting (minutes)', leaseHint: 'Without accounting the address is free again after so long.', used: 'In use', size: 'Addresses',
  deletePoolQuestion: (name: string) => `Delete the pool ${name}?`, deletePoolConsequence: 'Only a pool that no profile names can be deleted.', poolDeleted: 'The pool was deleted',
  personal: 'Alias, profile', personalOf: (login: string) => `${login} on this agent host`, alias: 'Alias', aliasHint: 'Another login name, on this agent host alone.',
  merged: 'RADIUS reply', mergedOfUser: 'What this user gets at an agent host, from all profiles that stand on the way.', mergedOfHost: 'What somebody gets at this agent host, from all profiles that stand on the way.',
  effective: 'What the user gets here', mergeOrder: 'Merged in this order: agent host, group, user, user on this agent host. The later decides.',
  places: { 'agent-host': 'agent host', group: 'group', user: 'user', 'user-on-agent-host': 'user on this agent host' },
  setup: 'Setting the device up', setupFacts: (timeout: number, tries: number) => `Time-out ${timeout} s, ${tries} tries.`,
  noChallenges: 'This kind of device shows no questions: set PINs in the console.', noAccounting: 'This kind of device sends no accounting: no limit of sessions and no pools.',
};

export const sessions = {
  description: 'Who is online, as the devices’ accounting says. A reservation is a sign-in whose start was not reported yet.',
  limit: 'Online sessions of a user', limitHint: 'Of users who have no limit of their own, where agent hosts keep the limit. Empty: no limit.',
  none: 'Nobody is online, or no device sends accounting.', find: 'Login name begins with …', states: { reserved: 'reserved', online: 'online', ended: 'ended' },
  started: 'Started', updated: 'Last sign', address: 'Address', station: 'Calls from', received: 'Received', sent: 'Sent', end: 'End',
  endQuestion: (login: string) => `End the session of ${login}?`,
  endConsequence: 'Its place and its address are free here. The device is not told: if it goes on reporting the session, the session is back.', endedNow: 'The session was ended',
};
