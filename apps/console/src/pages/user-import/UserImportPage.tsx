import { Card, Flex, Form, Steps } from 'antd';
import { type ReactNode, useState } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { ImportOutcome } from '../../jobs/ImportOutcome.tsx';
import { useImportRun } from '../../jobs/use-import-run.ts';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { useUnsaved } from '../../widgets/unsaved-context.ts';
import { UserImportForm } from './UserImportForm.tsx';
import { firstValues, type UserImportValues, useUserImport } from './use-user-import.ts';

/** A file of users: choose it, say what its columns are, see what it holds, import it. */
export function UserImportPage(): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const [form] = Form.useForm<UserImportValues>();
  const run = useImportRun(useUserImport());
  const { stage, busy, problem } = run;
  const [partial, setPartial] = useState(false);
  const file = Form.useWatch('file', form);
  const start = async (dryRun: boolean): Promise<void> => {
    const values = await form.validateFields().catch(() => null);
    if (values === null) return;
    setPartial(values.partial);
    await run.start(values, dryRun);
  };
  const restart = (): void => {
    form.resetFields();
    run.reset();
  };
  const importing = stage !== null && !stage.dryRun;
  useUnsaved(() => !importing && form.isFieldsTouched());
  const { steps } = t.userImport;
  return (
    <>
      <PageHeader title={t.navigation.userImport} description={t.userImport.description} />
      <Card>
        <Flex vertical gap={24}>
          <Steps
            size="small" current={importing ? 3 : stage === null ? file === undefined ? 0 : 1 : 2} status={problem === null ? 'process' : 'error'}
            items={[{ title: steps.file }, { title: steps.columns }, { title: steps.check }, { title: steps.done }]}
          />
          <div hidden={importing}>
            <UserImportForm form={form} initial={firstValues} busy={busy} onChange={run.reset} onCheck={() => { void start(true); }} checked={stage !== null} />
          </div>
          <ImportOutcome
            run={run} partial={partial} size={({ created = 0, updated = 0 }) => created + updated} importText={(size) => t.userImport.import(format.number(size))}
            show={{ to: '/users', text: t.userImport.showUsers }} onImport={() => { void start(false); }} onRestart={restart}
          />
        </Flex>
      </Card>
    </>
  );
}
