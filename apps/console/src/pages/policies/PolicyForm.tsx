import { type FoundPolicyFault, type LevelPolicy, updatePolicy } from '@countersign/contracts/admin-api';
import { Button, Card, Flex, Tag, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { asProblem } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { useAction } from '../../widgets/use-action.ts';
import { countOf, faultsOfDraft, isSameDraft, policyOfDraft, type PolicyDraft, withValue } from './draft.ts';
import { policySections } from './policy-sections.ts';
import { PolicyFaults } from './PolicyFaults.tsx';
import { PolicyRow } from './PolicyRow.tsx';
import { PolicyTry } from './PolicyTry.tsx';

export interface PolicyFormProps {
  readonly level: LevelPolicy;
  readonly title: string;
  readonly mayWrite: boolean;
  readonly onSaved: () => void;
}

/** Every value of one level. */
export function PolicyForm({ level, title, mayWrite, onSaved }: PolicyFormProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const mayTry = useCan('audit.read') && mayWrite;
  const [draft, setDraft] = useState<PolicyDraft>(level.policy);
  const [refused, setRefused] = useState<readonly FoundPolicyFault[]>([]);
  const policy = policyOfDraft(draft);
  const faults = policy === undefined ? [] : faultsOfDraft(level, policy);
  const dirty = !isSameDraft(draft, level.policy);
  const change = (next: PolicyDraft): void => { setDraft(next); setRefused([]); };
  const save = useAction(async () => {
    try {
      await api.call(updatePolicy, { parameters: { id: level.id }, body: { policy: policy ?? {} }, version: level.version });
    } catch (error) {
      setRefused(asProblem(error).problem.policyFaults ?? []);
      throw error;
    }
    onSaved();
  });
  return (
    <Flex vertical gap={16}>
      <Card
        className="policy-head"
        title={<Typography.Title level={2} style={{ fontSize: 16, margin: 0, whiteSpace: 'normal' }}>{title}</Typography.Title>}
        extra={<Tag color={countOf(draft) === 0 ? 'default' : 'blue'}>{t.policies.ownCount(countOf(draft))}</Tag>}
      >
        <Flex vertical gap={16}>
          <Typography.Text type="secondary">{level.id === 'installation' ? t.policies.installationHint : t.policies.siteHint}</Typography.Text>
          <PolicyFaults faults={faults.length > 0 ? faults : refused} />
          {mayWrite ? (
            <Flex wrap gap={8}>
              <Button type="primary" disabled={!dirty || policy === undefined || faults.length > 0} loading={save.busy} onClick={() => { void save.run(); }}>{t.actions.save}</Button>
              <Button disabled={!dirty} onClick={() => change(level.policy)}>{t.policies.discard}</Button>
              {dirty ? <Typography.Text type="warning" style={{ alignSelf: 'center' }} role="status">{t.policies.unsaved}</Typography.Text> : null}
            </Flex>
          ) : null}
        </Flex>
      </Card>
      {mayTry ? <PolicyTry level={level.id} policy={policy} /> : null}
      {policySections.map(({ name, fields }) => (
        <Card key={name} size="small" title={<Typography.Title level={3} style={{ fontSize: 15, margin: 0 }}>{t.policies.sections[name]}</Typography.Title>}>
          {fields.map((field) => (
            <PolicyRow key={field} field={field} level={level} own={draft[field]} mayWrite={mayWrite} onChange={(value) => change(withValue(draft, field, value))} />
          ))}
        </Card>
      ))}
    </Flex>
  );
}
