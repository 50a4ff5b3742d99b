import { type FoundPolicyFault, type LevelPolicy, policyFieldNames, updatePolicy } from '@countersign/contracts/admin-api';
import { Button, Card, Flex, Tag, Typography } from 'antd';
import { type ReactNode, useRef, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { asProblem } from '../../api/problem.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { OvertakenAlert } from '../../widgets/OvertakenAlert.tsx';
import { ShownInPlace, useAction } from '../../widgets/use-action.ts';
import { useUnsaved } from '../../widgets/unsaved-context.ts';
import { useOvertaken } from '../../widgets/use-overtaken.ts';
import { countOf, faultsOfDraft, isSameDraft, policyOfDraft, type PolicyDraft, wholeDraft, withValue } from './draft.ts';
import { policySections } from './policy-sections.ts';
import { PolicyFaults } from './PolicyFaults.tsx';
import { PolicyRow } from './PolicyRow.tsx';
import { PolicyTry } from './PolicyTry.tsx';

export interface PolicyFormProps {
  readonly level: LevelPolicy;
  readonly title: string;
  readonly mayWrite: boolean;
  /** It was saved, or somebody else was faster: the level is loaded again. */
  readonly onChange: () => void;
}

/** Every value of one level. */
export function PolicyForm({ level, title, mayWrite, onChange }: PolicyFormProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const mayTry = useCan('audit.read') && mayWrite;
  const [draft, setDraft] = useState<PolicyDraft>(level.policy);
  const [refused, setRefused] = useState<readonly FoundPolicyFault[]>([]);
  const policy = policyOfDraft(draft);
  const faults = policy === undefined ? [] : faultsOfDraft(level, policy);
  const dirty = !isSameDraft(draft, level.policy);
  const merging = useOvertaken<PolicyDraft>({
    open: true, values: wholeDraft(level.policy), version: level.version, typed: () => wholeDraft(draft),
    take: (taken) => setDraft((before) => policyFieldNames.filter((field) => Object.hasOwn(taken, field)).reduce((rest, field) => withValue(rest, field, taken[field]), before)),
    labels: (names) => policyFieldNames.filter((field) => names.includes(field)).map((field) => t.policies.fields[field]),
  });
  /** Saved, and perhaps not loaded again yet. */
  const kept = useRef<PolicyDraft>(level.policy);
  useUnsaved(() => dirty && !isSameDraft(draft, kept.current));
  const change = (next: PolicyDraft): void => { setDraft(next); setRefused([]); };
  const save = useAction(async () => {
    try {
      const saved = await api.call(updatePolicy, { parameters: { id: level.id }, body: { policy: policy ?? {} }, version: merging.version() ?? level.version });
      kept.current = saved.policy;
      merging.saved(wholeDraft(draft), wholeDraft(saved.policy), saved.version);
    } catch (error) {
      const { code, problem } = asProblem(error);
      setRefused(problem.policyFaults ?? []);
      if (code !== 'conflict') throw error;
      onChange();
      throw new ShownInPlace();
    }
    onChange();
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
          {merging.faster === undefined || !dirty ? null : <OvertakenAlert {...merging.faster} />}
          <PolicyFaults faults={faults.length > 0 ? faults : refused} />
          {mayWrite ? (
            <Flex wrap gap={8}>
              <Button type="primary" disabled={!dirty || policy === undefined || faults.length > 0} loading={save.busy} onClick={() => { void save.run(); }}>{t.actions.save}</Button>
              <Button disabled={!dirty} onClick={() => { change(level.policy); merging.forget(); }}>{t.policies.discard}</Button>
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
