/** What can be measured; each scenario sets up its own data. */
import { audit } from './audit.ts';
import { challenge } from './challenge.ts';
import { consolePages } from './console.ts';
import { importTokens } from './import.ts';
import { radiusChap } from './radius-chap.ts';
import { radiusStatic } from './radius-static.ts';
import { radiusTotp } from './radius-totp.ts';
import { replay } from './replay.ts';
import type { Scenario } from './scenario.ts';
import { start } from './start.ts';
import { users } from './users.ts';

export const scenarios: readonly Scenario[] = [radiusTotp, radiusChap, radiusStatic, replay, challenge, users, importTokens, audit, start];
/** What is measured only when it is named: it needs a browser. */
export const named: readonly Scenario[] = [consolePages];
