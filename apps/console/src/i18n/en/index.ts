/** The English texts, which give the dictionary its shape. */
import { access, deletion, protection, standIns } from './access.ts';
import { apiKeys, administrators, forwarding, permissions, roles, scopes, settings } from './administration.ts';
import { actions, app, list, navigation, problems, validation, warnings, words } from './app.ts';
import { backEnds, firstFactors, syncs } from './back-ends.ts';
import { hosts, sites, users } from './directory.ts';
import { health } from './health.ts';
import { jobs, userImport } from './jobs.ts';
import { policies } from './policies.ts';
import { radius, sessions } from './radius.ts';
import { session } from './session.ts';
import { drops, log, reasons, test } from './sign-ins.ts';
import { overview, reports, setup } from './start.ts';
import { importing, tokens } from './tokens.ts';

export const en = {
  app, navigation, words, actions, list, problems, validation, warnings, session, access, standIns, deletion, protection, sites, users, hosts, tokens, importing, log, drops, reasons, test,
  radius, sessions,
  health, overview, reports, setup, jobs, userImport, roles, permissions, scopes, administrators, apiKeys, forwarding, settings, policies,
  backEnds, firstFactors, syncs,
};
