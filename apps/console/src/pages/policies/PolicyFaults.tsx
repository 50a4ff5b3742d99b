import type { FoundPolicyFault } from '@countersign/contracts/admin-api';
import { Alert } from 'antd';
import type { ReactNode } from 'react';
import { faultText } from '../../directory/policy-fault-text.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';

export function PolicyFaults({ faults }: { readonly faults: readonly FoundPolicyFault[] }): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  if (faults.length === 0) return null;
  return (
    <Alert
      type="error" showIcon role="alert" title={t.policies.impossible}
      description={<ul style={{ margin: 0, paddingInlineStart: 20 }}>{faults.map((found) => <li key={`${found.fault} ${found.site?.id}`}>{faultText(found, language, t)}</li>)}</ul>}
    />
  );
}
