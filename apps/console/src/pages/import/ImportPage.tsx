import { Card, Flex, Form, Steps } from 'antd';
import { type ReactNode, useState } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { ImportOutcome } from '../../jobs/ImportOutcome.tsx';
import { useImportRun } from '../../jobs/use-import-run.ts';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { useUnsaved } from '../../widgets/unsaved-context.ts';
import { ImportForm } from './ImportForm.tsx';
import { firstValues, type ImportValues, useImport } from './use-import.ts';

/** A token file: choose it, choose the working mode, see what it holds, import it. */
export function ImportPage(): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const [form] = Form.useForm<ImportValues>();
  const run = useImportRun(useImport());
  const { stage, busy, problem } = run;
  const [{ partial, assign }, setChosen] = useState<Pick<ImportValues, 'partial' | 'assign'>>({ partial: false, assign: 'nobody' });
  const start = async (dryRun: boolean): Promise<void> => {
    const values = await form.validateFields().catch(() => null);
    if (values === null) return;
    setChosen(values);
    await run.start(values, dryRun);
  };
  const restart = (): void => {
    form.resetFields();
    run.reset();
  };
  const importing = stage !== null && !stage.dryRun;
  useUnsaved(() => !importing && form.isFieldsTouched());
  return (
    <>
      <PageHeader title={t.importing.title} description={t.importing.description} />
      <Card>
        <Flex vertical gap={24}>
          <Steps
            size="small" current={importing ? 2 : stage === null ? 0 : 1} status={problem === null ? 'process' : 'error'}
            items={[{ title: t.importing.steps.file }, { title: t.importing.steps.check }, { title: t.importing.steps.done }]}
          />
          <div hidden={importing}>
            <ImportForm form={form} initial={firstValues} busy={busy} onChange={run.reset} onCheck={() => { void start(true); }} checked={stage !== null} />
          </div>
          <ImportOutcome
            run={run} partial={partial} size={({ imported = 0 }) => imported} importText={(size) => t.importing.import(format.number(size))}
            show={{ to: assign === 'nobody' ? '/tokens?assigned=false' : '/tokens', text: t.importing.showTokens }} onImport={() => { void start(false); }} onRestart={restart}
          />
        </Flex>
      </Card>
    </>
  );
}
