import { PlusOutlined, SyncOutlined } from '@ant-design/icons';
import {
  createDirectorySync, deleteDirectorySync, type DirectorySync, getDirectorySync, listBackEnds, listDirectorySyncs, runDirectorySync, type SyncAttributes, updateDirectorySync,
} from '@countersign/contracts/admin-api';
import { Button, Checkbox, Col, Flex, Form, Row, Select } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { type ScheduleValues, ScheduleFields, scheduleChoices, scheduleOf, scheduleText, valuesOf } from './ScheduleFields.tsx';
import { Link, useNavigate } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { useRowForm } from '../../widgets/use-row-form.ts';

interface Values extends Pick<DirectorySync, 'siteId' | 'backEndId' | 'name' | 'baseDn' | 'filter' | 'attributes' | 'makeGroups' | 'missing'>, ScheduleValues {}
interface RunValues {
  readonly dryRun: boolean;
  readonly force: boolean;
}

const newSync: Partial<Values> = {
  filter: '(objectClass=person)', makeGroups: false, missing: 'disable', ...valuesOf(null),
  attributes: { login: 'uid', id: 'entryUUID', displayName: 'cn', mobile: 'mobile', email: 'mail', group: null },
};
const syncValues = ({ siteId, backEndId, name, baseDn, filter, attributes, makeGroups, missing, schedule }: DirectorySync): Values => (
  { siteId, backEndId, name, baseDn, filter, attributes, makeGroups, missing, ...valuesOf(schedule) }
);
const REQUIRED = ['login', 'id'] as const satisfies readonly (keyof SyncAttributes)[];
const OPTIONAL = ['displayName', 'mobile', 'email', 'group'] as const satisfies readonly (keyof SyncAttributes)[];
const { shape } = createDirectorySync.body;

export function DirectorySyncsPage(): ReactNode {
  const t = useTexts();
  const texts = t.syncs;
  const api = useApi();
  const navigate = useNavigate();
  const mayWrite = useCan('back-ends.write');
  const mayRun = useCan('users.write');
  const [running, setRunning] = useState<DirectorySync | null>(null);
  const [turn, setTurn] = useState(0);
  const changed = (): void => setTurn((before) => before + 1);
  const form = useRowForm<DirectorySync>(async (client, { id }) => client.call(getDirectorySync, { parameters: { id } }), changed);
  const remove = useAction(async ({ id, version }: DirectorySync) => {
    await api.call(deleteDirectorySync, { parameters: { id }, version });
    changed();
  }, texts.deleted);
  const save = async ({ siteId, backEndId, runs, hours, at, ...fields }: Values, idempotencyKey: string): Promise<void> => {
    const { row: sync } = form;
    const body = { ...fields, ...mayRun ? { schedule: scheduleOf({ runs, hours, at }) } : {} };
    if (sync === null) await api.call(createDirectorySync, { body: { siteId, backEndId, ...body }, idempotencyKey });
    else await api.call(updateDirectorySync, { parameters: { id: sync.id }, body, version: sync.version });
    changed();
  };
  const run = async (body: RunValues): Promise<void> => {
    const { id } = await api.call(runDirectorySync, { parameters: { id: running?.id ?? '' }, body });
    void navigate(`/jobs/${id}`);
  };
  const actions = (sync: DirectorySync): ReactNode => (
    <Flex gap={8}>
      {mayRun ? <Button size="small" onClick={() => setRunning(sync)}>{texts.run}</Button> : null}
      {mayWrite ? (
        <>
          <Button size="small" onClick={() => form.show(sync)}>{t.actions.edit}</Button>
          <ConfirmButton size="small" danger question={texts.deleteQuestion(sync.name)} consequence={texts.deleteConsequence} onConfirm={() => remove.run(sync)}>{t.actions.delete}</ConfirmButton>
        </>
      ) : null}
    </Flex>
  );
  const way = mayWrite ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => form.show(null)}>{texts.add}</Button> : null;
  return (
    <>
      <PageHeader
        title={t.navigation.directorySyncs} description={texts.description}
        extra={way}
      />
      <PagedTable
        operation={listDirectorySyncs} query={{}} turn={turn} columns={useColumns(actions)} rowKey={({ id }) => id} label={t.navigation.directorySyncs} fileName="directory-syncs"
        empty={<EmptyState icon={<SyncOutlined aria-hidden />} text={texts.none} action={way} />}
      />
      <FormModal<Values>
        open={form.open} title={form.row === null ? texts.add : texts.edit} width={760} initial={form.row === null ? newSync : syncValues(form.row)}
        submit={save} onClose={form.close} edited={form.edited} choices={scheduleChoices}
      >
        <SyncFields existing={form.row !== null} />
        {mayRun ? <ScheduleFields /> : null}
      </FormModal>
      <FormModal<RunValues>
        open={running !== null} title={texts.runTitle(running?.name ?? '')} submitText={texts.run} initial={{ dryRun: true, force: false }} submit={run} onClose={() => setRunning(null)}
      >
        <Form.Item name="dryRun" valuePropName="checked"><Checkbox>{texts.dryRun}</Checkbox></Form.Item>
        <Form.Item name="force" valuePropName="checked"><Checkbox>{texts.force}</Checkbox></Form.Item>
      </FormModal>
    </>
  );
}

function SyncFields({ existing }: { readonly existing: boolean }): ReactNode {
  const t = useTexts();
  const texts = t.syncs;
  const { data, loading } = useLoaded(listBackEnds, { query: { limit: 1000 } });
  return (
    <Row gutter={16}>
      <Col xs={24} sm={12}><Field name="name" label={t.words.name} schema={shape.name} required /></Col>
      {existing ? null : (
        <>
          <Col xs={24} sm={12}><Field name="siteId" label={t.words.site} required><SitePicker /></Field></Col>
          <Col xs={24} sm={12}>
            <Field name="backEndId" label={texts.backEnd} required><Select loading={loading} options={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))} /></Field>
          </Col>
        </>
      )}
      <Col xs={24} sm={12}><Field name="baseDn" label={texts.baseDn} schema={shape.baseDn} required /></Col>
      <Col xs={24} sm={12}><Field name="filter" label={texts.filter} schema={shape.filter} required /></Col>
      {REQUIRED.map((name) => (
        <Col xs={24} sm={12} key={name}><Field name={['attributes', name]} label={texts.attribute[name]} schema={shape.attributes.shape[name]} required {...name === 'id' ? { hint: texts.idHint } : {}} /></Col>
      ))}
      {OPTIONAL.map((name) => (
        <Col xs={24} sm={12} key={name}><Field name={['attributes', name]} label={texts.attribute[name]} schema={shape.attributes.shape[name]} nullable hint={texts.attributeHint} /></Col>
      ))}
      <Col xs={24} sm={12}>
        <Field name="missing" label={texts.missing}><Select options={(['disable', 'leave'] as const).map((value) => ({ value, label: texts.missings[value] }))} /></Field>
      </Col>
      <Col xs={24} sm={12}><Form.Item name="makeGroups" valuePropName="checked" label={texts.groups}><Checkbox>{texts.makeGroups}</Checkbox></Form.Item></Col>
    </Row>
  );
}

function useColumns(actions: (sync: DirectorySync) => ReactNode): readonly Column<DirectorySync>[] {
  const t = useTexts();
  const format = useFormat();
  const { pathOf } = useSites();
  return useMemo(() => [
    { key: 'name', title: t.words.name, text: ({ name }) => name },
    { key: 'site', title: t.words.site, text: ({ siteId }) => pathOf(siteId) },
    { key: 'baseDn', title: t.syncs.baseDn, text: ({ baseDn }) => baseDn },
    { key: 'schedule', title: t.syncs.schedule, text: ({ schedule, nextRunAt }) => (nextRunAt === null ? scheduleText(schedule, t) : t.syncs.next(scheduleText(schedule, t), format.instant(nextRunAt))) },
    { key: 'users', title: t.syncs.users, text: ({ users }) => String(users), align: 'right' },
    {
      key: 'last', title: t.syncs.last,
      text: ({ lastJob }) => (lastJob === null ? t.syncs.never : `${format.instant(lastJob.createdAt)} – ${t.jobs.states[lastJob.state]}${lastJob.dryRun ? ` (${t.syncs.dry})` : ''}`),
      render: ({ lastJob }) => (lastJob === null ? t.syncs.never : (
        <Link to={`/jobs/${lastJob.id}`}>{`${format.instant(lastJob.createdAt)} – ${t.jobs.states[lastJob.state]}${lastJob.dryRun ? ` (${t.syncs.dry})` : ''}`}</Link>
      )),
    },
    { key: 'actions', title: t.words.actions, text: () => '', render: actions },
  // The actions only set state of the page.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  ], [t, format, pathOf]);
}
