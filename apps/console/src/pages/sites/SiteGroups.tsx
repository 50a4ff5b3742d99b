import { PlusOutlined } from '@ant-design/icons';
import { createGroup, deleteGroup, getGroup, type Group, updateGroup } from '@countersign/contracts/admin-api';
import { Button, DatePicker, Flex, Modal, Table, Typography } from 'antd';
import type { Dayjs } from 'dayjs';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { DeleteButton } from '../../directory/DeleteButton.tsx';
import { HostAccess } from '../../directory/HostAccess.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { fromPicker, toPicker } from '../../widgets/dates.ts';
import { Field } from '../../widgets/Field.tsx';
import { ProfileName } from '../radius/ProfileName.tsx';
import { ProfilePicker } from '../radius/ProfilePicker.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { usePages } from '../../widgets/use-pages.tsx';
import { useRowForm } from '../../widgets/use-row-form.ts';

const PAGE_ROWS = 20;

interface GroupValues {
  readonly name: string;
  readonly radiusProfileId?: string | null;
  readonly grace?: Dayjs | null;
}

/** The groups of one site. */
export function SiteGroups({ siteId }: { readonly siteId: string }): ReactNode {
  const t = useTexts();
  const pages = usePages(PAGE_ROWS);
  const format = useFormat();
  const api = useApi();
  const mayWrite = useCan('groups.write');
  const { groups, reload } = useSites();
  const form = useRowForm<Group>(async (client, { id }) => client.call(getGroup, { parameters: { id } }), reload);
  const { row: group } = form;
  const [shown, setShown] = useState<Group | null>(null);
  const remove = useAction(async ({ id, version }: Group) => {
    await api.call(deleteGroup, { parameters: { id }, version });
    reload();
  }, t.sites.groupDeleted);
  const save = async ({ name, grace, radiusProfileId = null }: GroupValues, idempotencyKey: string): Promise<void> => {
    if (group === null) await api.call(createGroup, { body: { siteId, name, radiusProfileId }, idempotencyKey });
    else await api.call(updateGroup, { parameters: { id: group.id }, body: { name, radiusProfileId, tokenGraceUntil: fromPicker(grace) }, version: group.version });
    reload();
  };
  return (
    <section>
      <Flex justify="space-between" align="center" style={{ marginBlockEnd: 12 }}>
        <Typography.Title level={3} style={{ fontSize: 15, margin: 0 }}>{t.sites.groups}</Typography.Title>
        {mayWrite ? <Button icon={<PlusOutlined aria-hidden />} onClick={() => form.show(null)}>{t.sites.addGroup}</Button> : null}
      </Flex>
      <Table<Group>
        aria-label={t.sites.groups} size="small" rowKey="id" dataSource={groups.filter((group) => group.siteId === siteId)} locale={{ emptyText: t.sites.noGroups }}
        pagination={pages}
        columns={[
          { key: 'name', title: t.words.name, render: (_, { id, name }) => <Link to={`/users?site=${siteId}&group=${id}`}>{name}</Link> },
          { key: 'hosts', title: t.navigation.agentHosts, render: (_, group) => <Button size="small" onClick={() => setShown(group)}>{t.access.showHosts}</Button> },
          { key: 'profile', title: t.radius.profile, render: (_, { radiusProfileId }) => <ProfileName id={radiusProfileId} /> },
          { key: 'grace', title: t.firstFactors.grace, render: (_, { tokenGraceUntil }) => (tokenGraceUntil === null ? '–' : format.instant(tokenGraceUntil)) },
          ...mayWrite ? [{
            key: 'actions', title: t.words.actions, align: 'right' as const, render: (_: unknown, row: Group) => (
              <Flex gap={8} justify="flex-end">
                <Button size="small" onClick={() => form.show(row)}>{t.actions.edit}</Button>
                <DeleteButton size="small" type="groups" id={row.id} question={t.sites.deleteGroupQuestion(row.name)} onConfirm={() => remove.run(row)} />
              </Flex>
            ),
          }] : [],
        ]}
      />
      <Modal open={shown !== null} title={t.access.hostsOfGroup(shown?.name ?? '')} width={640} footer={null} destroyOnHidden onCancel={() => setShown(null)}>
        {shown === null ? null : <HostAccess of={{ groupId: shown.id }} />}
      </Modal>
      <FormModal<GroupValues>
        open={form.open} title={group === null ? t.sites.addGroup : t.sites.renameGroup} initial={{ name: group?.name ?? '', radiusProfileId: group?.radiusProfileId ?? null, grace: toPicker(group?.tokenGraceUntil) }}
        submit={save} onClose={form.close} edited={form.edited}
      >
        <Field name="name" label={t.words.name} schema={createGroup.body.shape.name} required />
        <Field name="radiusProfileId" label={t.radius.profile}><ProfilePicker siteId={siteId} /></Field>
        {group === null ? null : <Field name="grace" label={t.firstFactors.grace} hint={t.firstFactors.graceHint}><DatePicker showTime={{ format: 'HH:mm' }} style={{ width: '100%' }} /></Field>}
      </FormModal>
    </section>
  );
}
