import { PlusOutlined } from '@ant-design/icons';
import { type BackEnd, type FirstFactor, getFirstFactor, listBackEnds, listFirstFactors, removeFirstFactor, setFirstFactor } from '@countersign/contracts/admin-api';
import { Button, Checkbox, Flex, Form, Select, Typography } from 'antd';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { asProblem, ProblemError } from '../../api/problem.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { type Messages, useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { useRowForm } from '../../widgets/use-row-form.ts';

type Values = Omit<FirstFactor, 'version' | 'backEndId'> & { readonly backEndId: string };

/** Stands for no back end: a select has no null. */
const NO_BACK_END = '';
/** No rule ever has it: one that is there already is not overwritten unseen. */
const NO_VERSION = 0;
const newRule: Partial<Values> = { backEndId: NO_BACK_END, staticPassword: 'none', passcode: true, order: 'concatenated', withoutToken: 'refuse' };

const partsOf = ({ backEndId, staticPassword, passcode }: FirstFactor, { part }: Messages['firstFactors']): string => [
  ...backEndId === null ? [] : [part.backEnd], ...staticPassword === 'none' ? [] : [staticPassword === 'optional' ? part.optional : part.static], ...passcode ? [part.passcode] : [],
].join(' + ');

/** What a sign-in of each site's people consists of. */
export function SignInRules({ turn: others }: { readonly turn: number }): ReactNode {
  const t = useTexts();
  const texts = t.firstFactors;
  const api = useApi();
  const mayWrite = useCan('policies.write');
  const { data, reload } = useLoaded(listBackEnds, { query: { limit: 1000 } });
  useEffect(() => { if (others > 0) reload(); }, [others, reload]);
  const backEnds = data?.items ?? [];
  const [turn, setTurn] = useState(0);
  const changed = (): void => setTurn((before) => before + 1);
  const form = useRowForm<FirstFactor>(async (client, rule) => {
    const { rule: own } = await client.call(getFirstFactor, { parameters: { id: rule.siteId } });
    return own?.siteId === rule.siteId ? own : rule; // it was taken away: the site goes by another one's
  }, changed);
  const { pathOf } = useSites();
  const remove = useAction(async ({ siteId, version }: FirstFactor) => {
    await api.call(removeFirstFactor, { parameters: { id: siteId }, version });
    changed();
  }, texts.removed);
  const save = async ({ siteId, backEndId, ...rule }: Values): Promise<void> => {
    const { row } = form;
    try {
      await api.call(setFirstFactor, { parameters: { id: row?.siteId ?? siteId }, body: { ...rule, backEndId: backEndId === NO_BACK_END ? null : backEndId }, version: row?.version ?? NO_VERSION });
    } catch (error) {
      const problem = asProblem(error);
      if (row !== null || problem.code !== 'conflict') throw error;
      changed();
      throw new ProblemError({ ...problem.problem, code: 'already-exists', errors: [{ path: 'body.siteId', message: texts.hasOne }] });
    }
    changed();
  };
  const actions = (rule: FirstFactor): ReactNode => (mayWrite ? (
    <Flex gap={8}>
      <Button size="small" onClick={() => form.show(rule)}>{t.actions.edit}</Button>
      <ConfirmButton size="small" danger question={texts.removeQuestion(pathOf(rule.siteId))} consequence={texts.removeConsequence} onConfirm={() => remove.run(rule)}>{texts.remove}</ConfirmButton>
    </Flex>
  ) : null);
  return (
    <section style={{ marginBlockStart: 32 }}>
      <Flex justify="space-between" align="flex-start" gap={16} wrap>
        <div>
          <Typography.Title level={2} style={{ fontSize: 18, margin: 0 }}>{texts.title}</Typography.Title>
          <Typography.Paragraph type="secondary">{texts.description}</Typography.Paragraph>
        </div>
        {mayWrite ? <Button icon={<PlusOutlined aria-hidden />} onClick={() => form.show(null)}>{texts.set}</Button> : null}
      </Flex>
      <PagedTable
        operation={listFirstFactors} query={{}} turn={turn} columns={useColumns(backEnds, actions)} rowKey={({ siteId }) => siteId} label={texts.title} fileName="first-factors"
        empty={<EmptyState text={texts.none} />}
      />
      <FormModal<Values>
        open={form.open} title={form.row === null ? texts.set : texts.edit} initial={form.row === null ? newRule : { ...form.row, backEndId: form.row.backEndId ?? NO_BACK_END }}
        submit={save} onClose={form.close} edited={form.edited}
      >
        <RuleFields backEnds={backEnds} existing={form.row !== null} />
      </FormModal>
    </section>
  );
}

function RuleFields({ backEnds, existing }: { readonly backEnds: readonly BackEnd[]; readonly existing: boolean }): ReactNode {
  const t = useTexts();
  const texts = t.firstFactors;
  const choices = <K extends string>(labels: Readonly<Record<K, string>>, values: readonly K[]) => <Select options={values.map((value) => ({ value, label: labels[value] }))} />;
  return (
    <>
      {existing ? null : <Field name="siteId" label={t.words.site} required><SitePicker /></Field>}
      <Field name="backEndId" label={texts.backEnd}>
        <Select options={[{ value: NO_BACK_END, label: texts.noBackEnd }, ...backEnds.map(({ id, name }) => ({ value: id, label: name }))]} />
      </Field>
      <Field name="staticPassword" label={texts.staticPassword}>{choices(texts.statics, ['none', 'optional', 'required'])}</Field>
      <Form.Item name="passcode" valuePropName="checked"><Checkbox>{texts.passcode}</Checkbox></Form.Item>
      <Field name="order" label={texts.order} hint={texts.orderHint}>{choices(texts.orders, ['concatenated', 'challenge'])}</Field>
      <Field name="withoutToken" label={texts.withoutToken} hint={texts.withoutHint}>{choices(texts.without, ['refuse', 'passwords'])}</Field>
    </>
  );
}

function useColumns(backEnds: readonly BackEnd[], actions: (rule: FirstFactor) => ReactNode): readonly Column<FirstFactor>[] {
  const t = useTexts();
  const { pathOf } = useSites();
  return useMemo(() => [
    { key: 'site', title: t.words.site, text: ({ siteId }) => pathOf(siteId) },
    { key: 'parts', title: t.firstFactors.parts, text: (rule) => partsOf(rule, t.firstFactors) },
    { key: 'backEnd', title: t.firstFactors.backEnd, text: ({ backEndId }) => (backEndId === null ? '–' : backEnds.find(({ id }) => id === backEndId)?.name ?? '…') },
    { key: 'order', title: t.firstFactors.order, text: ({ order }) => t.firstFactors.orders[order] },
    { key: 'without', title: t.firstFactors.withoutToken, text: ({ withoutToken }) => t.firstFactors.without[withoutToken] },
    { key: 'actions', title: t.words.actions, text: () => '', render: actions },
  // The actions only set state of the page.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  ], [t, pathOf, backEnds]);
}
