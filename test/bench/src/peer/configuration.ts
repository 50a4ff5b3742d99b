import type { PeerVariant } from './variants.ts';

export interface PeerConfiguration {
  /** Where it may write; holds this configuration as well. */
  readonly folder: string;
  /** One port of 127.0.0.1 for each variant. */
  readonly ports: Readonly<Record<PeerVariant, number>>;
  readonly secret: string;
  readonly database: { readonly host: string; readonly port: number; readonly user: string; readonly password: string; readonly name: string };
}

/** Threads, and a database connection for each: what the default allows at most, but ready from the start. */
const THREADS = 32;

/**
 * A FreeRADIUS 3.2 that does our work: one query for the user's secret, rlm_totp, a conditional update that uses the
 * time step up (durable: its own commit), the record of the outcome (durable as well). Nothing else is loaded, nothing is
 * logged, rejects leave at once, and replies carry a Message-Authenticator as ours do.
 */
export function peerConfiguration({ folder, ports, secret, database }: PeerConfiguration): string {
  return `
name = radiusd
prefix = /usr
libdir = /usr/lib/freeradius
confdir = ${folder}
logdir = ${folder}
run_dir = ${folder}
radacctdir = ${folder}
max_request_time = 30
cleanup_delay = 5
# Answered requests are remembered for cleanup_delay.
max_requests = 262144
hostname_lookups = no
proxy_requests = no
log {
  destination = files
  file = ${folder}/radius.log
  auth = no
}
security {
  max_attributes = 200
  reject_delay = 0
  status_server = no
}
thread pool {
  start_servers = ${THREADS}
  max_servers = ${THREADS}
  min_spare_servers = ${THREADS}
  max_spare_servers = ${THREADS}
  max_requests_per_server = 0
}
client generator {
  ipaddr = 127.0.0.1
  secret = ${secret}
  require_message_authenticator = yes
}
modules {
  totp {
  }
  always reject {
    rcode = reject
  }
  sql {
    dialect = "postgresql"
    driver = "rlm_sql_postgresql"
    server = "${database.host}"
    port = ${database.port}
    login = "${database.user}"
    password = "${database.password}"
    radius_db = "${database.name}"
    read_groups = no
    read_profiles = no
    read_clients = no
    sql_user_name = "%{User-Name}"
    authorize_check_query = "SELECT id, username, attribute, value, op FROM radcheck WHERE username = '%{SQL-User-Name}' ORDER BY id"
    pool {
      start = ${THREADS}
      min = ${THREADS}
      max = ${THREADS}
      spare = 0
      uses = 0
      lifetime = 0
      idle_timeout = 0
    }
    post-auth {
      reference = ".query"
      query = "INSERT INTO radpostauth (username, reply, authdate) VALUES ('%{SQL-User-Name}', '%{reply:Packet-Type}', now())"
    }
  }
}
${virtualServer('same-work', ports['same-work'], { protects: true, records: true })}
${virtualServer('no-record', ports['no-record'], { protects: true, records: false })}
${virtualServer('no-protection', ports['no-protection'], { protects: false, records: false })}
`;
}

function virtualServer(name: PeerVariant, port: number, { protects, records }: { protects: boolean; records: boolean }): string {
  return `
server ${name} {
  listen {
    type = auth
    ipaddr = 127.0.0.1
    port = ${port}
  }
  authorize {
    sql
    update request {
      TOTP-Password := "%{User-Password}"
    }
    update control {
      Auth-Type := TOTP
    }
  }
  authenticate {
    Auth-Type TOTP {
      totp
${protects ? USE_UP : ''}
    }
  }
  post-auth {
    update reply {
      Message-Authenticator := 0x00
    }
    ${records ? 'sql' : ''}
    Post-Auth-Type REJECT {
      update reply {
        Message-Authenticator := 0x00
      }
      ${records ? 'sql' : ''}
    }
  }
}`;
}

/** A step is good once: the row changes only when the step is newer than the last one. "%l" is the request's time in seconds. */
const USE_UP = `      if ("%{sql:UPDATE totp_state SET last_step = %l / 30 WHERE username = '%{User-Name}' AND last_step < %l / 30}" != "1") {
        reject
      }`;
