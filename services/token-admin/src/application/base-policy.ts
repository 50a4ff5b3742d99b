import { completePolicy, defaultPolicy } from '@countersign/contracts';
import type * as adminApi from '@countersign/contracts/admin-api';
import type { AuthService, BasePolicy } from './ports.ts';

/** The built-in values, with what the process settings of auth and the settings of the installation say instead. */
export const basePolicy = (auth: Pick<AuthService, 'basePolicy'>, settings: { current(): Promise<adminApi.Settings> }): BasePolicy => ({
  current: async () => {
    const [given, { tokensPerUser }] = [await auth.basePolicy(), await settings.current()];
    return { ...completePolicy(given, defaultPolicy), tokensPerUser };
  },
});
