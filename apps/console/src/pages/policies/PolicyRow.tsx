import { type LevelPolicy, type PolicyField, policyFields } from '@countersign/contracts/admin-api';
import { Flex, Switch, Typography } from 'antd';
import { type ReactNode, useId } from 'react';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { faultOf } from '../../i18n/validation.ts';
import { PolicyControl, type PolicyValue } from './PolicyControl.tsx';
import { useShownValue } from './use-shown-value.ts';

export interface PolicyRowProps {
  readonly field: PolicyField;
  readonly level: LevelPolicy;
  /** What this level sets; undefined: it is inherited. Null: the field was emptied. */
  readonly own: PolicyValue | null | undefined;
  readonly mayWrite: boolean;
  readonly onChange: (value: PolicyValue | null | undefined) => void;
}

/** One value: what is in force, where it comes from, and whether this level sets its own. */
export function PolicyRow({ field, level, own, mayWrite, onChange }: PolicyRowProps): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const id = useId();
  const set = own !== undefined;
  const fault = set ? faultOf(policyFields[field], own, language) : undefined;
  const shown = useShownValue(field);
  const hints: Readonly<Record<string, string>> = t.policies.hints;
  return (
    <div className="policy-row">
      <div>
        <Typography.Text strong={set}>{t.policies.fields[field]}</Typography.Text>
        {hints[field] === undefined ? null : <Typography.Paragraph type="secondary" style={{ margin: 0, fontSize: 13 }}>{hints[field]}</Typography.Paragraph>}
      </div>
      <div>
        {set && mayWrite ? <PolicyControl field={field} value={own} invalid={fault !== undefined} describedBy={id} onChange={onChange} />
          : <Typography.Text style={{ overflowWrap: 'anywhere' }}>{shown(own ?? level.above[field])}</Typography.Text>}
        <div id={id}>
          {fault === undefined ? <Typography.Text type="secondary" style={{ fontSize: 13 }}>{set ? t.policies.setHere : originText(level, field, t)}</Typography.Text>
            : <Typography.Text type="danger" role="alert" style={{ fontSize: 13 }}>{fault}</Typography.Text>}
        </div>
      </div>
      {mayWrite ? <Flex gap={8} align="center">
        <Switch
          size="small" checked={set} aria-label={t.policies.ownValue(t.policies.fields[field])}
          onChange={(checked) => onChange(checked ? level.above[field] : undefined)}
        />
        <span aria-hidden>{t.policies.own}</span>
      </Flex> : null}
    </div>
  );
}

/** Where an inherited value comes from; of a value that was set here until now, that is not known. */
function originText({ origins }: LevelPolicy, field: PolicyField, t: ReturnType<typeof useTexts>): string {
  const { from, site } = origins[field];
  switch (from) {
    case 'here':
      return t.policies.fromAbove;
    case 'site':
      return site === null ? t.policies.fromAbove : t.policies.fromSite(site.name);
    case 'installation':
      return t.policies.fromInstallation;
    case 'default':
      return t.policies.fromDefault;
  }
}
