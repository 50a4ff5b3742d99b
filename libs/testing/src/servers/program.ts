import { askHost } from './host-protocol.ts';
import type { ServerName } from './source.ts';

/** The absolute path of a server's program, for specs of what starts it. @throws with what to install */
export async function serverProgram(server: ServerName | 'slapd'): Promise<string> {
  return askHost(`program/${server}`);
}
