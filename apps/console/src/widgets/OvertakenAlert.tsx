import { describeResult } from '@countersign/contracts/admin-api';
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { useLanguage, useTexts } from '../i18n/index.ts';

export interface OvertakenFields {
  /** What the other changed, as its fields are called on the screen. */
  readonly theirs: readonly string[];
  /** What both changed. */
  readonly both: readonly string[];
}

/** Somebody else was faster: what that changed, and what becomes of what was typed. */
export function OvertakenAlert({ theirs, both }: OvertakenFields): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const list = (labels: readonly string[]): string => new Intl.ListFormat(language, { type: 'conjunction' }).format(labels);
  const { elsewhere, changed, kept, saveAgain } = t.problems.overtaken;
  const text = [theirs.length === 0 ? elsewhere : changed(list(theirs)), ...both.length === 0 ? [] : [kept(list(both))], saveAgain].join(language === 'zh' ? '' : ' ');
  return <Alert type="warning" showIcon role="alert" title={describeResult('conflict', language).text} description={text} />;
}
