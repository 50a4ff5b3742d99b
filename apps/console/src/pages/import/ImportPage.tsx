import { Card, Flex, Form, Steps } from 'antd';
import { type ReactNode, useState } from 'react';
import { asProblem } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { ImportForm } from './ImportForm.tsx';
import type { ImportStage } from './import-stage.ts';
import { ImportOutcome } from './ImportOutcome.tsx';
import { firstValues, type ImportValues, useImport } from './use-import.ts';

/** A token file: choose it, choose the working mode, see what it holds, import it. */
export function ImportPage(): ReactNode {
  const t = useTexts();
  const [form] = Form.useForm<ImportValues>();
  const send = useImport();
  const [busy, setBusy] = useState<'check' | 'import' | null>(null);
  const [stage, setStage] = useState<ImportStage | null>(null);

  const run = async (dryRun: boolean): Promise<void> => {
    const values = await form.validateFields().catch(() => null);
    if (values === null) return;
    setBusy(dryRun ? 'check' : 'import');
    try {
      setStage({ dryRun, report: await send(values, dryRun), problem: null });
    } catch (error) {
      const problem = asProblem(error);
      setStage({ dryRun, report: problem.problem.report ?? null, problem });
    } finally {
      setBusy(null);
    }
  };
  const restart = (): void => {
    form.resetFields();
    setStage(null);
  };
  const imported = stage !== null && !stage.dryRun && stage.problem === null;
  return (
    <>
      <PageHeader title={t.importing.title} description={t.importing.description} />
      <Card>
        <Flex vertical gap={24}>
          <Steps
            size="small" current={imported ? 2 : stage === null ? 0 : 1} status={stage?.problem ? 'error' : 'process'}
            items={[{ title: t.importing.steps.file }, { title: t.importing.steps.check }, { title: t.importing.steps.done }]}
          />
          {imported ? null : <ImportForm form={form} initial={firstValues} busy={busy} onChange={() => setStage(null)} onCheck={() => { void run(true); }} />}
          {stage === null ? null : <ImportOutcome stage={stage} partial={form.getFieldValue('partial') === true} busy={busy === 'import'} onImport={() => { void run(false); }} onRestart={restart} />}
        </Flex>
      </Card>
    </>
  );
}
