import type { NasProfile } from './nas-profile.ts';

/** Servers, switches and routers. */
export const networkDevices = {
  'pam-radius': {
    label: { en: 'Linux (pam_radius)', zh: 'Linux（pam_radius）' }, promptSuffix: ': ',
    timeoutSeconds: { factory: 3, recommended: 5 }, tries: { factory: 3, recommended: 3 }, messageAuthenticator: 'never', challenges: true, accounting: true,
    replyAttributes: [{ name: 'Session-Timeout', value: '28800' }],
    setup: {
      en: [
        'In /etc/pam_radius_auth.conf (readable by root alone): SERVER SECRET 5',
        'In /etc/pam.d/sshd, before common-auth: auth required pam_radius_auth.so prompt=Passcode',
        'For sessions in accounting: session optional pam_radius_auth.so',
        'In /etc/ssh/sshd_config: UsePAM yes, KbdInteractiveAuthentication yes, so that questions are shown.',
        'Releases before 3.0 never send Message-Authenticator: take the requirement off this agent host and keep “Refuse Proxy-State” on.',
      ],
      zh: [
        '/etc/pam_radius_auth.conf（仅 root 可读）：SERVER SECRET 5',
        '/etc/pam.d/sshd，在 common-auth 之前：auth required pam_radius_auth.so prompt=Passcode',
        '如需会话计费：session optional pam_radius_auth.so',
        '/etc/ssh/sshd_config：UsePAM yes，KbdInteractiveAuthentication yes，以便显示质询。',
        '3.0 之前的版本从不发送 Message-Authenticator：请在该代理主机上取消此要求，并保持“拒绝 Proxy-State”开启。',
      ],
    },
  },
  huawei: {
    label: { en: 'Huawei (VRP)', zh: '华为（VRP）' }, promptSuffix: '',
    timeoutSeconds: { factory: 5, recommended: 5 }, tries: { factory: 3, recommended: 3 }, messageAuthenticator: 'recent-versions', challenges: true, accounting: true,
    replyAttributes: [{ name: 'Huawei-Exec-Privilege', value: '15' }, { name: 'Service-Type', value: 'Administrative-User' }],
    setup: {
      en: [
        'radius-server template countersign  →  radius-server shared-key cipher SECRET, radius-server authentication SERVER 1812, radius-server accounting SERVER 1813, radius-server retransmit 3 timeout 5',
        'There too, where the release knows it: radius-server attribute message-authenticator access-request',
        'aaa  →  authentication-scheme countersign, authentication-mode radius; accounting-scheme countersign, accounting-mode radius, accounting realtime 10',
        'aaa, domain <name>  →  authentication-scheme countersign, accounting-scheme countersign, radius-server countersign',
        'The device sends user@domain unless undo radius-server user-name domain-included is set: else let the agent host take the realm off.',
      ],
      zh: [
        'radius-server template countersign：radius-server shared-key cipher SECRET，radius-server authentication SERVER 1812，radius-server accounting SERVER 1813，radius-server retransmit 3 timeout 5',
        '如版本支持，同一模板中：radius-server attribute message-authenticator access-request',
        'aaa：authentication-scheme countersign，authentication-mode radius；accounting-scheme countersign，accounting-mode radius，accounting realtime 10',
        'aaa 的 domain <名称>：authentication-scheme countersign，accounting-scheme countersign，radius-server countersign',
        '设备默认发送 user@domain；可设置 undo radius-server user-name domain-included，或让代理主机去掉域名。',
      ],
    },
  },
  h3c: {
    label: { en: 'H3C (Comware)', zh: '新华三（Comware）' }, promptSuffix: '',
    timeoutSeconds: { factory: 3, recommended: 5 }, tries: { factory: 3, recommended: 3 }, messageAuthenticator: 'recent-versions', challenges: true, accounting: true,
    replyAttributes: [{ name: 'H3C-Exec-Privilege', value: '15' }, { name: 'H3C-User-Group', value: 'staff' }],
    setup: {
      en: [
        'radius scheme countersign  →  primary authentication SERVER 1812, primary accounting SERVER 1813, key authentication simple SECRET, key accounting simple SECRET',
        'There too: timer response-timeout 5, retry 3, timer realtime-accounting 10, user-name-format without-domain',
        'domain <name>  →  authentication login radius-scheme countersign, authorization login radius-scheme countersign, accounting login radius-scheme countersign',
        'domain default enable <name>',
      ],
      zh: [
        'radius scheme countersign：primary authentication SERVER 1812，primary accounting SERVER 1813，key authentication simple SECRET，key accounting simple SECRET',
        '同一方案中：timer response-timeout 5，retry 3，timer realtime-accounting 10，user-name-format without-domain',
        'domain <名称>：authentication login radius-scheme countersign，authorization login radius-scheme countersign，accounting login radius-scheme countersign',
        'domain default enable <名称>',
      ],
    },
  },
} as const satisfies Readonly<Record<string, NasProfile>>;
