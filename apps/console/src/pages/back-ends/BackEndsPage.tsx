import { DatabaseOutlined, PlusOutlined } from '@ant-design/icons';
import { type BackEnd, createBackEnd, deleteBackEnd, getBackEnd, listBackEnds, updateBackEnd } from '@countersign/contracts/admin-api';
import { Button, Flex, Tag } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useSites } from '../../directory/sites-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { useRowForm } from '../../widgets/use-row-form.ts';
import { BackEndFields, type BackEndValues, backEndBody, backEndChoices, backEndValues, newBackEnd } from './BackEndFields.tsx';
import { BackEndTest } from './BackEndTest.tsx';
import { SignInRules } from './SignInRules.tsx';

export function BackEndsPage(): ReactNode {
  const t = useTexts();
  const texts = t.backEnds;
  const api = useApi();
  const mayWrite = useCan('back-ends.write');
  const [tested, setTested] = useState<BackEnd | null>(null);
  const [turn, setTurn] = useState(0);
  const changed = (): void => setTurn((before) => before + 1);
  const form = useRowForm<BackEnd>(async (client, { id }) => client.call(getBackEnd, { parameters: { id } }), changed);
  const remove = useAction(async ({ id, version }: BackEnd) => {
    await api.call(deleteBackEnd, { parameters: { id }, version });
    changed();
  }, texts.deleted);
  const save = async (values: BackEndValues, idempotencyKey: string): Promise<void> => {
    const { row: backEnd } = form;
    if (backEnd === null) await api.call(createBackEnd, { body: { siteId: values.siteId, ...backEndBody(values) }, idempotencyKey });
    else await api.call(updateBackEnd, { parameters: { id: backEnd.id }, body: backEndBody(values), version: backEnd.version });
    changed();
  };
  const actions = (backEnd: BackEnd): ReactNode => (
    <Flex gap={8}>
      <Button size="small" onClick={() => setTested(backEnd)}>{texts.test}</Button>
      {mayWrite ? (
        <>
          <Button size="small" onClick={() => form.show(backEnd)}>{t.actions.edit}</Button>
          <ConfirmButton size="small" danger question={texts.deleteQuestion(backEnd.name)} consequence={texts.deleteConsequence} onConfirm={() => remove.run(backEnd)}>{t.actions.delete}</ConfirmButton>
        </>
      ) : null}
    </Flex>
  );
  const way = mayWrite ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => form.show(null)}>{texts.add}</Button> : null;
  return (
    <>
      <PageHeader
        title={t.navigation.backEnds} description={texts.description}
        extra={way}
      />
      <PagedTable
        operation={listBackEnds} query={{}} turn={turn} columns={useColumns(actions)} rowKey={({ id }) => id} label={t.navigation.backEnds} fileName="back-ends"
        empty={<EmptyState icon={<DatabaseOutlined aria-hidden />} text={texts.none} action={way} />}
      />
      <SignInRules turn={turn} />
      <FormModal<BackEndValues>
        open={form.open} title={form.row === null ? texts.add : texts.edit} width={760} initial={form.row === null ? newBackEnd : backEndValues(form.row)}
        submit={save} onClose={form.close} edited={form.edited} choices={backEndChoices}
      >
        <BackEndFields existing={form.row !== null} />
      </FormModal>
      {tested === null ? null : <BackEndTest backEnd={tested} mayTest={mayWrite} onClose={() => setTested(null)} />}
    </>
  );
}

function useColumns(actions: (backEnd: BackEnd) => ReactNode): readonly Column<BackEnd>[] {
  const t = useTexts();
  const { pathOf } = useSites();
  return useMemo(() => [
    { key: 'name', title: t.words.name, text: ({ name }) => name },
    { key: 'site', title: t.words.site, text: ({ siteId }) => pathOf(siteId) },
    { key: 'servers', title: t.backEnds.servers, text: ({ servers }) => servers.join(', ') },
    { key: 'security', title: t.backEnds.security, text: ({ security }) => t.backEnds.securities[security] },
    {
      key: 'state', title: t.words.state, text: ({ enabled }) => (enabled ? t.backEnds.enabled : t.backEnds.disabled),
      render: ({ enabled }) => <Tag color={enabled ? 'success' : 'default'}>{enabled ? t.backEnds.enabled : t.backEnds.disabled}</Tag>,
    },
    { key: 'actions', title: t.words.actions, text: () => '', render: actions },
  // The actions only set state of the page.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  ], [t, pathOf]);
}
