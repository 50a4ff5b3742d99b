import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import * as adminApi from '@countersign/contracts/admin-api';
import { type AttributeInput, AttributeType, encodeRequest, hideUserPassword, PacketCode, SharedSecret, unwrap } from '@countersign/radius';
import { eventually } from '@countersign/testing';
import type { AdminApi } from '../../harness/admin-api.ts';
import type { StandaloneProcess } from '../../harness/standalone-process.ts';
import type { Markup } from './markup.ts';
import { LOGIN, SECRET } from './planted-directory.ts';

const ACCT_STATUS_START = Buffer.from([0, 0, 0, 1]);

/** Markup from devices: in what they claim of themselves and of people, from known and from unknown ones. */
export async function plantFromDevices(api: AdminApi, server: StandaloneProcess, markup: Markup): Promise<void> {
  const secret = unwrap(SharedSecret.from(Buffer.from(SECRET)));
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const text = (type: number, value: string): AttributeInput => ({ type, value: Buffer.from(value) });
  const send = (port: number, code: typeof PacketCode.accessRequest | typeof PacketCode.accountingRequest, of: SharedSecret, attributes: readonly AttributeInput[]): void => {
    const authenticator = randomBytes(16);
    const password = unwrap(hideUserPassword(Buffer.from('000000'), of, authenticator));
    const datagram = code === PacketCode.accessRequest
      ? encodeRequest({ code, identifier: 1, authenticator, secret: of, messageAuthenticator: 'first', attributes: [...attributes, { type: AttributeType.userPassword, value: password }] })
      : encodeRequest({ code, identifier: 2, secret: of, messageAuthenticator: 'none', attributes });
    socket.send(unwrap(datagram), port, '127.0.0.1');
  };
  const claims = (login: string, place: string): AttributeInput[] => [
    text(AttributeType.userName, login), text(AttributeType.nasIdentifier, markup.in(`NAS-Identifier, ${place}`)), text(AttributeType.callingStationId, markup.in(`Calling-Station-Id, ${place}`)),
  ];
  send(server.radiusPort, PacketCode.accessRequest, secret, claims(markup.in('User-Name of nobody'), 'of nobody'));
  await eventually(async () => expectLines(await api.call(adminApi.listAuditEvents, { query: { result: 'unregistered-user' } })));
  send(server.radiusPort, PacketCode.accessRequest, secret, claims(LOGIN, 'of somebody'));
  // Not with this secret: a drop, whatever it says.
  send(server.radiusPort, PacketCode.accessRequest, unwrap(SharedSecret.from(Buffer.from('another secret'))), [text(AttributeType.userName, '<img src=x onerror=planted(0)>')]);
  send(server.accountingPort, PacketCode.accountingRequest, secret, [
    text(AttributeType.userName, markup.in('User-Name of accounting')), text(AttributeType.acctSessionId, markup.in('Acct-Session-Id')), text(AttributeType.callingStationId, markup.in('Calling-Station-Id of accounting')),
    { type: AttributeType.acctStatusType, value: ACCT_STATUS_START }, { type: AttributeType.framedIpAddress, value: Buffer.from([10, 0, 0, 3]) },
  ]);
  await eventually(async () => expectLines({ entries: (await api.call(adminApi.listOnlineSessions, {})).items }));
  await eventually(async () => expectLines({ entries: (await api.call(adminApi.listDrops, {})).replicas.flatMap(({ drops }) => drops) }));
  socket.close();
}

function expectLines({ entries }: { readonly entries: readonly unknown[] }): void {
  if (entries.length === 0) throw new Error('it is not there yet');
}

/** Markup in files of users and tokens: in names, headers and cells. @returns the jobs */
export async function plantInFiles(api: AdminApi, siteId: string, markup: Markup): Promise<string[]> {
  const users = `login,display name,email,group\n${quoted(markup.in('login of a file'))},,${quoted('<img src=x onerror=planted(0)>')},\n`;
  const imported = await api.importUsers({ site: siteId, fileName: markup.in('startUserImport.fileName'), partial: true, makeGroups: true }, users);
  const tokens = `serial,seed\n${quoted(markup.in('serial of a file', 60))},${quoted('<img src=x onerror=planted(0)>')}\n`;
  const { id } = await api.startTokenImport({ site: siteId, fileName: markup.in('startTokenImport.fileName'), partial: true }, tokens);
  await api.job(id, ({ endedAt }) => endedAt !== null);
  return [imported.id, id];
}

export const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
