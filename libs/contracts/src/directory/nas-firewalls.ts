import type { NasProfile } from './nas-profile.ts';

/** Firewalls and VPN concentrators. */
export const firewalls = {
  'cisco-asa': {
    label: { en: 'Cisco ASA, Firepower (FTD)', zh: '思科 ASA / Firepower (FTD)' }, promptSuffix: '',
    timeoutSeconds: { factory: 10, recommended: 5 }, tries: { factory: 3, recommended: 3 }, messageAuthenticator: 'recent-versions', challenges: true, accounting: true,
    replyAttributes: [
      { name: 'ASA-Group-Policy', value: 'Staff' }, { name: 'Cisco-AVPair', value: 'ip:inacl#1=permit ip any 10.0.0.0 255.0.0.0' }, { name: 'ASA-Simultaneous-Logins', value: '1' },
    ],
    setup: {
      en: [
        'aaa-server COUNTERSIGN protocol radius',
        'aaa-server COUNTERSIGN (inside) host SERVER  →  key SECRET, authentication-port 1812, accounting-port 1813, timeout 15, retry-interval 5',
        'tunnel-group <name> general-attributes  →  authentication-server-group COUNTERSIGN, accounting-server-group COUNTERSIGN',
        'Addresses from a pool of Countersign need vpn-addr-assign aaa. FTD has the same fields under Objects, RADIUS Server Group.',
        'Leave password-management off: with it the device uses MS-CHAPv2, over which a tokencode cannot be checked yet.',
      ],
      zh: [
        'aaa-server COUNTERSIGN protocol radius',
        'aaa-server COUNTERSIGN (inside) host SERVER，再设置 key SECRET、authentication-port 1812、accounting-port 1813、timeout 15、retry-interval 5',
        'tunnel-group <名称> general-attributes，再设置 authentication-server-group COUNTERSIGN 和 accounting-server-group COUNTERSIGN',
        '使用 Countersign 地址池时需要 vpn-addr-assign aaa。FTD 在“对象 > RADIUS 服务器组”中有相同的选项。',
        '不要启用 password-management：启用后设备改用 MS-CHAPv2，目前无法用它校验令牌码。',
      ],
    },
  },
  fortigate: {
    label: { en: 'Fortinet FortiGate', zh: '飞塔 FortiGate' }, promptSuffix: '',
    timeoutSeconds: { factory: 5, recommended: 10 }, tries: { factory: 3, recommended: 3 }, messageAuthenticator: 'recent-versions', challenges: true, accounting: true,
    replyAttributes: [{ name: 'Fortinet-Group-Name', value: 'vpn-staff' }, { name: 'Framed-IP-Netmask', value: '255.255.255.255' }],
    setup: {
      en: [
        'config user radius  →  edit COUNTERSIGN, set server SERVER, set secret SECRET, set auth-type pap, set timeout 10',
        'config system global  →  set remoteauthtimeout 60, so that a person has time to answer a question.',
        'config accounting-server (inside the entry)  →  set status enable, set server SERVER, set secret SECRET, set port 1813',
        'Make a user group with COUNTERSIGN as its remote server and the value of Fortinet-Group-Name as its group name; use it in the VPN and in policies.',
        'FortiOS from 7.2.10, 7.4.5 and 7.6.1 on sends Message-Authenticator and wants it in answers; older ones need an agent host that does not require it.',
      ],
      zh: [
        'config user radius：edit COUNTERSIGN，set server SERVER，set secret SECRET，set auth-type pap，set timeout 10',
        'config system global：set remoteauthtimeout 60，使用户有足够时间回答质询。',
        '在该条目内 config accounting-server：set status enable，set server SERVER，set secret SECRET，set port 1813',
        '新建用户组，远程服务器选 COUNTERSIGN，组名填 Fortinet-Group-Name 的值，并在 VPN 和策略中引用。',
        'FortiOS 7.2.10、7.4.5、7.6.1 起会发送并要求 Message-Authenticator；更早的版本需在代理主机上取消该要求。',
      ],
    },
  },
  'palo-alto': {
    label: { en: 'Palo Alto Networks, GlobalProtect', zh: '派拓网络 GlobalProtect' }, promptSuffix: '',
    timeoutSeconds: { factory: 3, recommended: 10 }, tries: { factory: 3, recommended: 3 }, messageAuthenticator: 'recent-versions', challenges: true, accounting: false,
    replyAttributes: [{ name: 'PaloAlto-User-Group', value: 'vpn-staff' }, { name: 'PaloAlto-Admin-Role', value: 'superreader' }],
    setup: {
      en: [
        'Device, Server Profiles, RADIUS: add SERVER, port 1812, secret SECRET; protocol PAP, timeout 10, retries 3.',
        'Device, Authentication Profile: type RADIUS with this server profile; tick “Retrieve user group from RADIUS” to use PaloAlto-User-Group.',
        'Network, GlobalProtect, Portals and Gateways: use the authentication profile for client authentication.',
        'A gateway right behind its portal asks a second time: allow an authentication override cookie, or each tokencode would have to be good twice.',
        'It sends no accounting: the limit of online sessions and address pools cannot be used here.',
      ],
      zh: [
        'Device > Server Profiles > RADIUS：添加 SERVER，端口 1812，密钥 SECRET；协议 PAP，超时 10，重试 3。',
        'Device > Authentication Profile：类型选 RADIUS 并引用该服务器；勾选“从 RADIUS 获取用户组”以使用 PaloAlto-User-Group。',
        'Network > GlobalProtect > Portals / Gateways：客户端认证引用该认证配置。',
        '网关会在门户之后再次认证：请启用认证覆盖 Cookie，否则同一令牌码需要使用两次。',
        '该设备不发送计费：此处无法使用在线会话数限制和地址池。',
      ],
    },
  },
  sangfor: {
    label: { en: 'Sangfor SSL VPN, aTrust', zh: '深信服 SSL VPN / aTrust' }, promptSuffix: '',
    timeoutSeconds: { factory: 5, recommended: 10 }, tries: { factory: 3, recommended: 3 }, messageAuthenticator: 'never', challenges: true, accounting: true,
    replyAttributes: [{ name: 'Class', value: 'staff' }, { name: 'Filter-Id', value: 'staff' }],
    setup: {
      en: [
        'Authentication settings, external authentication, RADIUS: add a server with address SERVER, port 1812, secret SECRET, protocol PAP, timeout 10 seconds.',
        'Enable challenge-response (also called dynamic password or secondary question), so that a new PIN and the next tokencode can be asked for.',
        'Map users to groups by Class or Filter-Id, whichever the device’s mapping rule names.',
        'Leave “Require Message-Authenticator” off at the agent host, unless the device’s release notes say that it is sent.',
      ],
      zh: [
        '认证设置 > 外部认证 > RADIUS：新增服务器，地址 SERVER，端口 1812，共享密钥 SECRET，协议 PAP，超时 10 秒。',
        '启用“挑战认证（动态口令）”，以便询问新 PIN码和下一个令牌码。',
        '按照设备的组映射规则，用 Class 或 Filter-Id 属性映射用户组。',
        '除非设备版本说明写明会发送，否则请在代理主机上取消“要求 Message-Authenticator”。',
      ],
    },
  },
  openvpn: {
    label: { en: 'OpenVPN (radiusplugin)', zh: 'OpenVPN（radiusplugin）' }, promptSuffix: '',
    timeoutSeconds: { factory: 5, recommended: 5 }, tries: { factory: 1, recommended: 3 }, messageAuthenticator: 'never', challenges: false, accounting: true,
    replyAttributes: [{ name: 'Framed-IP-Address', value: '10.8.0.10' }, { name: 'Acct-Interim-Interval', value: '600' }],
    setup: {
      en: [
        'In the server’s configuration: plugin radiusplugin.so /etc/openvpn/radiusplugin.cnf, and reneg-sec 0, because a tokencode is good only once.',
        'In radiusplugin.cnf: server { acctport=1813 authport=1812 name=SERVER retry=3 wait=5 sharedsecret=SECRET }',
        'On clients: auth-user-pass without a stored password, and auth-nocache.',
        'It shows no questions: set PINs in the console, and never put a token of its users into new-PIN or next-tokencode mode.',
        'It never sends Message-Authenticator: take the requirement off this agent host and keep “Refuse Proxy-State” on.',
      ],
      zh: [
        '服务端配置：plugin radiusplugin.so /etc/openvpn/radiusplugin.cnf，并设置 reneg-sec 0，因为令牌码只能使用一次。',
        'radiusplugin.cnf：server { acctport=1813 authport=1812 name=SERVER retry=3 wait=5 sharedsecret=SECRET }',
        '客户端：auth-user-pass 不保存口令，并设置 auth-nocache。',
        '它不能显示质询：请在控制台设置 PIN码，不要让其用户的令牌进入新 PIN 模式或下一令牌码模式。',
        '它从不发送 Message-Authenticator：请在该代理主机上取消此要求，并保持“拒绝 Proxy-State”开启。',
      ],
    },
  },
  strongswan: {
    label: { en: 'strongSwan (xauth-radius)', zh: 'strongSwan（xauth-radius）' }, promptSuffix: '',
    timeoutSeconds: { factory: 2, recommended: 3 }, tries: { factory: 4, recommended: 3 }, messageAuthenticator: 'always', challenges: true, accounting: true,
    replyAttributes: [{ name: 'Framed-IP-Address', value: '10.9.0.10' }, { name: 'Session-Timeout', value: '28800' }],
    setup: {
      en: [
        'In strongswan.conf, charon.plugins.eap-radius: servers { countersign { address = SERVER, secret = SECRET, auth_port = 1812, acct_port = 1813 } }',
        'There too: retransmit_timeout = 3.0, retransmit_tries = 2, accounting = yes, accounting_interval = 600',
        'The connection’s remote authentication: auth = xauth-radius (IKEv1), which sends PAP. EAP methods (IKEv2) cannot carry a tokencode to this server yet.',
        'Addresses from a pool of Countersign: pools = radius.',
      ],
      zh: [
        'strongswan.conf 的 charon.plugins.eap-radius：servers { countersign { address = SERVER, secret = SECRET, auth_port = 1812, acct_port = 1813 } }',
        '同一处：retransmit_timeout = 3.0，retransmit_tries = 2，accounting = yes，accounting_interval = 600',
        '连接的远端认证：auth = xauth-radius（IKEv1），以 PAP 发送。EAP（IKEv2）目前还不能向本服务器传递令牌码。',
        '使用 Countersign 地址池：pools = radius。',
      ],
    },
  },
} as const satisfies Readonly<Record<string, NasProfile>>;
