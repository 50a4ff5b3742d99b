import type { BusPermissions } from './permissions.ts';

export interface BusUser {
  /** Public nkey (U…). */
  readonly publicKey: string;
  readonly permissions: BusPermissions;
}

/** Largest message: a relay splits at 384 KiB, and JSON and headers come on top. */
const MAX_PAYLOAD = '1MB';

/** The part of nats-server.conf that says who may do what. Without a key nobody enters. */
export function serverConfig(users: readonly BusUser[]): string {
  return [
    `max_payload: ${MAX_PAYLOAD}`,
    'authorization {',
    '  users = [',
    ...users.map(({ publicKey, permissions }) => `    ${user(publicKey, permissions)}`),
    '  ]',
    '}',
    '',
  ].join('\n');
}

function user(publicKey: string, { publish, subscribe, answers }: BusPermissions): string {
  const permissions = [
    `publish: { allow: ${list(publish)} }`,
    `subscribe: { allow: ${list(subscribe)} }`,
    ...(answers ? [`allow_responses: { max: ${answers.most}, expires: "${answers.within}" }`] : []),
  ];
  return `{ nkey: ${publicKey}, permissions: { ${permissions.join(', ')} } }`;
}

const list = (subjects: readonly string[]): string => `[${subjects.map((subject) => JSON.stringify(subject)).join(', ')}]`;
