/** What can be measured; each scenario sets up its own data. */
import { radiusChap } from './radius-chap.ts';
import { radiusTotp } from './radius-totp.ts';
import { replay } from './replay.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [radiusTotp, radiusChap, replay];
