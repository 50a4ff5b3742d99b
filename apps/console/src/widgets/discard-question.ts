import type { Messages } from '../i18n/index.ts';
import { ABOVE_FORMS } from './above-forms.ts';

interface DiscardQuestion {
  readonly title: string;
  readonly okText: string;
  readonly cancelText: string;
  readonly okButtonProps: { readonly danger: true };
  readonly autoFocusButton: 'cancel';
  readonly zIndex: number;
}

/** Whether what was typed may be lost: the same wherever that is about to happen. */
export const discardQuestion = ({ actions }: Messages): DiscardQuestion => ({
  title: actions.discardTitle, okText: actions.discard, cancelText: actions.keepEditing, okButtonProps: { danger: true }, autoFocusButton: 'cancel', zIndex: ABOVE_FORMS,
});

/** The same for a secret that nobody can show again. */
export const leaveSecretQuestion = ({ actions }: Messages): DiscardQuestion => ({
  title: actions.leaveSecretTitle, okText: actions.leave, cancelText: actions.stay, okButtonProps: { danger: true }, autoFocusButton: 'cancel', zIndex: ABOVE_FORMS,
});
