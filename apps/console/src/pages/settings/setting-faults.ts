import { type SettingName, settingNames } from '@countersign/contracts/admin-api';

interface SettingFault {
  /** The field; addresses are typed into one. */
  readonly name: 'addresses' | Exclude<SettingName, 'administrationAddresses'>;
  readonly errors: string[];
}

/** What a refusal says of settings, field by field. A path is such as `body.administrationAddresses.2`. */
export function settingFaults(errors: readonly { readonly path: string; readonly message: string }[]): SettingFault[] {
  const named = errors.map(({ path, message }) => ({ name: path.split('.')[1] ?? '', message }));
  return settingNames.flatMap((setting) => {
    const found = named.filter(({ name }) => name === setting).map(({ message }) => message);
    return found.length === 0 ? [] : [{ name: setting === 'administrationAddresses' ? 'addresses' : setting, errors: found }];
  });
}
