import { firewalls } from './nas-firewalls.ts';
import { networkDevices } from './nas-network-devices.ts';
import type { NasProfile } from './nas-profile.ts';

export type { NasProfile } from './nas-profile.ts';

const generic: NasProfile = {
  label: { en: 'Another device', zh: '其他设备' }, promptSuffix: '',
  timeoutSeconds: { factory: 3, recommended: 5 }, tries: { factory: 3, recommended: 3 }, messageAuthenticator: 'recent-versions', challenges: true, accounting: true,
  replyAttributes: [{ name: 'Filter-Id', value: 'staff' }, { name: 'Session-Timeout', value: '28800' }],
  setup: {
    en: [
      'Authentication server: SERVER, UDP port 1812. Accounting server: SERVER, UDP port 1813. Shared secret: SECRET.',
      'Protocol: PAP. With CHAP a PIN cannot be set while signing in, and a static password cannot be checked.',
      'Let it wait 5 seconds for an answer and try three times; name a second server, if there is one.',
      'Switch Message-Authenticator on, if the device has such a setting, and require it in answers.',
      'Switch accounting on with interim updates every 10 minutes, so that online sessions are known.',
    ],
    zh: [
      '认证服务器：SERVER，UDP 端口 1812；计费服务器：SERVER，UDP 端口 1813；共享密钥：SECRET。',
      '协议选择 PAP。使用 CHAP 时无法在登录过程中设置 PIN码，也无法校验静态口令。',
      '超时设为 5 秒，共尝试 3 次；如有第二台服务器，请一并填写。',
      '如果设备提供 Message-Authenticator 选项，请启用，并要求应答中也携带。',
      '启用计费，并每 10 分钟发送一次实时计费更新，以便掌握在线会话。',
    ],
  },
};

/** The kinds of devices; the key is what `nasProfile` of an agent host names. */
export const nasProfiles = { generic, ...firewalls, ...networkDevices } as const satisfies Readonly<Record<string, NasProfile>>;
export type NasProfileName = keyof typeof nasProfiles;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- Object.keys forgets the keys' type
export const nasProfileNames = Object.keys(nasProfiles) as [NasProfileName, ...NasProfileName[]];

/** The profile of that name; of a name that this version does not know, the generic one. */
export function nasProfile(name: string): NasProfile {
  return Object.entries(nasProfiles).find(([key]) => key === name)?.[1] ?? generic;
}
