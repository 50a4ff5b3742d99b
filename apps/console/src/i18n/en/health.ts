import type { PartName, PartState } from '@countersign/contracts/admin-api';

export const health = {
  title: 'Health',
  states: {
    working: 'working', slow: 'slow', partly: 'works in part', 'not-ready': 'lacks what it needs', unreachable: 'not reachable', unknown: 'not known',
  } satisfies Record<PartState, string>,
  since: (instant: string) => `since ${instant}`,
  of: (working: string, all: string) => `${working} of ${all} work`,
  waiting: (messages: string, seconds: string) => `${messages} messages wait for the audit trail, the oldest for ${seconds} s`,
  means: 'What it means',
  missing: (checks: string) => `missing: ${checks}`,
  incomplete: 'Only part of the installation can be seen now',
  incompleteHint: 'The server cannot say now how the other parts fare. What it says of itself to anybody is shown; pages with data come back by themselves.',
  partlyMeans: 'Sign-ins go on through the replicas that work; with fewer of them answers take longer under load.',
  slowMeans: 'Sign-ins are answered, but later; a device that waits for less than 3 seconds may give up.',
  slowRemedy: 'Look at the load of the machine and of the database; messages that wait for the trail leave by themselves once it keeps up.',
  parts: {
    'radius-gateway': {
      name: 'RADIUS gateway', without: 'No device gets an answer over RADIUS: nobody can sign in through it.',
      remedy: 'Start the gateway and look at its log. If others answer, check that devices have their addresses, too.',
    },
    auth: {
      name: 'auth', without: 'Nobody can sign in: gateways stay silent, so that devices try their next server. At this console, too, nobody can sign in, confirm the own password or be appointed.',
      remedy: 'Start auth and look at its log. It waits for the database and for the views that token-admin makes there.',
    },
    'token-admin': {
      name: 'token-admin', without: 'Sign-ins go on. Nothing can be administered, and changes of agent hosts do not reach the gateways.',
      remedy: 'Start token-admin and look at its log; without the database it refuses everything.',
    },
    audit: {
      name: 'audit', without: 'Sign-ins go on and are on record: events wait in the stream. The log, its forwarding and reports stand still until audit is back.',
      remedy: 'Start audit and look at its log. What waited is taken in by itself; nothing is lost.',
    },
    postgresql: {
      name: 'PostgreSQL', without: 'Nobody can sign in, and nothing can be administered: every answer is on record in the database before it leaves.',
      remedy: 'Start the database or fail over to its standby; check disk space and the number of connections. The services connect again by themselves.',
    },
    nats: {
      name: 'NATS', without: 'Nobody can sign in, at devices or at this console: gateways and administration do not reach auth. Events wait in the database; nothing is lost.',
      remedy: 'Start the NATS servers, and check addresses and keys of the services. They connect again by themselves.',
    },
    'state-store': {
      name: 'State store (Redis)', without: 'Sign-ins with a passcode or password go on. What needs a question – a new PIN, the next tokencode, password first – is refused, and administrators cannot sign in to this console or go on in it.',
      remedy: 'Start Redis, and check its address and password in the settings of auth and token-admin. Whoever was asked something begins anew.',
    },
  } satisfies Record<PartName, { readonly name: string; readonly without: string; readonly remedy: string }>,
  ownStateStore: {
    name: 'State store (in this process)', without: 'What needs a question – a new PIN, the next tokencode, password first – is refused, and administrators cannot sign in to this console or go on in it.',
    remedy: 'Look at the log of the server, and start it again. Whoever was asked something begins anew.',
  },
  /** By the name that a service gives its check. */
  checks: {
    database: 'database', 'directory-views': 'views of the directory', outbox: 'way of events to the stream', 'state-store': 'state store', nats: 'NATS',
    'agent-hosts': 'list of agent hosts', auth: 'auth', stream: 'stream of events', 'first-factors': 'rules of the sites',
  } as Readonly<Record<string, string>>,
};
