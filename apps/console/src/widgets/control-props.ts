import type { AriaAttributes } from 'react';

/** What a field hands to its control, so that a reader of the screen hears label, hint and refusal with it. */
export interface ControlProps extends Pick<AriaAttributes, 'aria-describedby' | 'aria-invalid' | 'aria-required'> {
  readonly id?: string;
}

/** The same; a control that stands outside of a form has a name of its own. */
export const named = (control: ControlProps, name: string): ControlProps & Pick<AriaAttributes, 'aria-label'> =>
  (control.id === undefined ? { ...control, 'aria-label': name } : control);
