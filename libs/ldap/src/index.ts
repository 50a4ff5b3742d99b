/**
 * Owns how people's passwords and entries are asked of LDAP servers and Active Directory: connections (TLS first), one
 * question on several servers with circuit breakers, reading people page by page. It decides nothing about sign-ins.
 */
export { DirectoryBackEnd, type DirectoryBackEndOptions, type PasswordAnswer, type ServerHealth } from './directory-back-end.ts';
export { type CheckedPassword, type WrongReason, checkPassword } from './check-password.ts';
export { type CheckStep, type StepResult, probe } from './probe.ts';
export { DirectoryFault, type FaultCode } from './directory-fault.ts';
export type { AccountLookup, DirectorySettings, TransportSecurity } from './directory-settings.ts';
export { escapeDnValue, escapeFilterValue, fillDn, fillFilter, isFilter } from './names.ts';
export { type Person, type PeopleQuery, type ReadingTime, readPeople } from './read-people.ts';
export { type ServerAddress, isOwnMachine, serverAddress } from './server-address.ts';
