import type { PolicyField } from '@countersign/contracts/admin-api';
import type { Messages } from '../../i18n/index.ts';

export type PolicyUnit = keyof Messages['policies']['units'];

export interface PolicySection {
  readonly name: keyof Messages['policies']['sections'];
  readonly fields: readonly PolicyField[];
}

/** Every value of a policy, in the order in which people look for them. */
export const policySections: readonly PolicySection[] = [
  { name: 'texts', fields: [
    'language', 'newPinTextEn', 'newPinTextZh', 'nextTokencodeTextEn', 'nextTokencodeTextZh', 'passcodeAcceptedTextEn', 'passcodeAcceptedTextZh',
    'passwordAcceptedTextEn', 'passwordAcceptedTextZh', 'refusedTextEn', 'refusedTextZh',
  ] },
  { name: 'pin', fields: ['pinMinimum', 'pinMaximum', 'pinCharacters', 'pinSimple', 'pinRepeat', 'newPinTries'] },
  { name: 'signIn', fields: ['protocol', 'barePassword', 'tokensPerUser'] },
  { name: 'passwords', fields: ['passwordMinimum', 'passwordKinds', 'passwordWithLogin', 'passwordDays'] },
  { name: 'windows', fields: ['smallWindowSteps', 'largeWindowSteps', 'lookAhead', 'largeLookAhead'] },
  { name: 'lockout', fields: ['failuresBeforeNextTokencode', 'failuresBeforeLock', 'lockSeconds', 'lockMaximumSeconds'] },
  { name: 'guesses', fields: ['delaySeconds', 'delayMaximumSeconds', 'guessLimit', 'guessWindowSeconds', 'knownSourceDays'] },
];

const units: Readonly<Partial<Record<PolicyField, PolicyUnit>>> = {
  pinMinimum: 'characters', pinMaximum: 'characters', newPinTries: 'tries', passwordMinimum: 'characters', passwordKinds: 'kinds', passwordDays: 'days',
  tokensPerUser: 'tokens', smallWindowSteps: 'steps', largeWindowSteps: 'steps', lookAhead: 'codes', largeLookAhead: 'codes',
  failuresBeforeNextTokencode: 'codes', failuresBeforeLock: 'codes', lockSeconds: 'seconds', lockMaximumSeconds: 'seconds', delaySeconds: 'seconds',
  delayMaximumSeconds: 'seconds', guessLimit: 'guesses', guessWindowSeconds: 'seconds', knownSourceDays: 'days',
};

export const unitOf = (field: PolicyField): PolicyUnit | undefined => units[field];
