import { factName, factValue, policyFieldNames } from '@countersign/contracts';
import { permissions } from '@countersign/contracts/admin-api';
import { useMemo } from 'react';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { type Messages, useLanguage, useTexts } from '../../i18n/index.ts';
import type { Fact } from './facts.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export interface FactTexts {
  /** What a fact is called; what a device sent is called as it says. */
  readonly nameOf: (name: string) => string;
  /** What its value says, in words where there are some. */
  readonly valueOf: (name: string, value: Fact | undefined) => string;
}

/** The facts of a line of the log in the reader's language: sites by their path, times by the clock here, switches as yes and no. */
export function useFactTexts(): FactTexts {
  const t = useTexts();
  const { language } = useLanguage();
  const { pathOf, groupName } = useSites();
  const format = useFormat();
  return useMemo(() => {
    const textOf = (name: string, value: string): string => {
      if (name === 'siteId' || name === 'parentId') return pathOf(value) || value;
      if (name === 'groupId') return groupName(value) || value;
      if (INSTANT.test(value)) return format.instant(value);
      if (name === 'action') return actionText(value, t);
      const option: string | undefined = Reflect.get(t.policies.options, `${name}:${value}`);
      const word = factValue(name, value, language);
      return option ?? (word === value ? listText(value, t) ?? t.reasons[value] ?? value : word);
    };
    return {
      nameOf: (name) => {
        const ofPolicy = policyFieldNames.find((field) => field === name);
        return factName(name, language) ?? (ofPolicy === undefined ? name : t.policies.fields[ofPolicy]);
      },
      valueOf: (name, value = null) => (typeof value === 'string' ? textOf(name, value) : factValue(name, value, language)),
    };
  }, [t, language, pathOf, groupName, format]);
}

/** `token.assign` is told as what was done to what. */
function actionText(action: string, t: Messages): string {
  const [type = '', verb = type] = action.split('.');
  const done = t.log.done[verb];
  if (done === undefined) return action;
  const what = t.log.objectTypes[type];
  return what === undefined || verb === type ? done : `${what}: ${done}`;
}

/** A list is kept as JSON; undefined for what is none. */
function listText(value: string, t: Messages): string | undefined {
  if (!value.startsWith('[')) return undefined;
  try {
    const list: unknown = JSON.parse(value);
    if (!Array.isArray(list) || !list.every((item): item is string => typeof item === 'string')) return undefined;
    return list.length === 0 ? '–' : list.map((item) => permissionText(item, t)).join(', ');
  } catch {
    return undefined; // it was cut
  }
}

function permissionText(item: string, t: Messages): string {
  const permission = permissions.find((known) => known === item);
  return permission === undefined ? item : t.permissions[permission];
}
