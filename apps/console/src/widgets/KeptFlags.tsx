import { Checkbox, type CheckboxProps, Switch, type SwitchProps } from 'antd';
import type { ReactNode } from 'react';

/**
 * A flag for something that this release does not do. What is kept is shown and can be switched off; it cannot be switched
 * on, for it would look as if that did something.
 */
const offOnly = (checked: boolean | undefined): { disabled?: true } => (checked === true ? {} : { disabled: true });

export function KeptCheckbox(properties: CheckboxProps): ReactNode {
  return <Checkbox {...properties} {...offOnly(properties.checked)} />;
}

export function KeptSwitch(properties: SwitchProps): ReactNode {
  return <Switch {...properties} {...offOnly(properties.checked)} />;
}
