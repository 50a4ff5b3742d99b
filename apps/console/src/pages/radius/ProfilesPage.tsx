import { PlusOutlined, ProfileOutlined } from '@ant-design/icons';
import { createRadiusProfile, deleteRadiusProfile, getRadiusProfile, listAddressPools, listRadiusProfiles, type RadiusProfile, updateRadiusProfile } from '@countersign/contracts/admin-api';
import { Button, Flex } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { SearchBox } from '../../widgets/SearchBox.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { useFilters } from '../../widgets/use-filters.ts';
import { useRowForm } from '../../widgets/use-row-form.ts';
import { ProfileFields, type ProfileValues } from './ProfileFields.tsx';

/** RADIUS profiles: what requests must say and what accepts carry. */
export function ProfilesPage(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const mayWrite = useCan('radius-profiles.write');
  const { filters, filtered, set } = useFilters(['site', 'search']);
  const [turn, setTurn] = useState(0);
  const changed = (): void => setTurn((before) => before + 1);
  const form = useRowForm<RadiusProfile>(async (client, { id }) => client.call(getRadiusProfile, { parameters: { id } }), changed);
  const { row: profile } = form;
  const columns = useColumns(mayWrite, form.show, changed);
  const save = async ({ siteId, name, description = '', checkAttributes = [], replyAttributes = [], poolId = null }: ProfileValues, idempotencyKey: string): Promise<void> => {
    const body = {
      name, description, poolId, replyAttributes: replyAttributes.map((line) => ({ ...line, append: line.append ?? false })),
      checkAttributes: checkAttributes.map((line) => ({ ...line, value: line.value ?? '' })),
    };
    if (profile === null) await api.call(createRadiusProfile, { body: { siteId, ...body }, idempotencyKey });
    else await api.call(updateRadiusProfile, { parameters: { id: profile.id }, body, version: profile.version });
    changed();
  };
  const way = mayWrite ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => form.show(null)}>{t.radius.addProfile}</Button> : null;
  return (
    <>
      <PageHeader
        title={t.navigation.radiusProfiles} description={t.radius.profilesDescription}
        extra={way}
      />
      <Flex wrap gap={8} style={{ marginBlockEnd: 12 }}>
        <SitePicker value={filters.site} onChange={(site) => set({ site })} placeholder={t.words.allSites} allowClear width={240} />
        <SearchBox label={t.radius.findProfile} value={filters.search} onChange={(search) => set({ search })} />
      </Flex>
      <PagedTable
        operation={listRadiusProfiles} query={filters} turn={turn} columns={columns} rowKey={({ id }) => id} label={t.navigation.radiusProfiles} fileName="radius-profiles" filtered={filtered}
        empty={<EmptyState icon={<ProfileOutlined aria-hidden />} text={t.radius.noProfiles} action={way} />}
      />
      <FormModal<ProfileValues>
        open={form.open} width={820} title={profile === null ? t.radius.addProfile : t.radius.editProfile}
        initial={profile ?? { checkAttributes: [], replyAttributes: [] }} submit={save} onClose={form.close} edited={form.edited}
      >
        <ProfileFields existing={profile !== null} />
      </FormModal>
    </>
  );
}

/** Pools whose names are known here; of others it is only said that there is one. */
const MOST_POOLS = 1000;

function useColumns(mayWrite: boolean, edit: (profile: RadiusProfile) => void, changed: () => void): readonly Column<RadiusProfile>[] {
  const t = useTexts();
  const { pathOf } = useSites();
  const { data } = useLoaded(listAddressPools, { query: { limit: MOST_POOLS } });
  return useMemo(() => [
    { key: 'name', title: t.words.name, text: ({ name }) => name },
    { key: 'site', title: t.words.site, text: ({ siteId }) => pathOf(siteId) },
    { key: 'checks', title: t.radius.checks, text: ({ checkAttributes }) => checkAttributes.map(({ name, check, value }) => `${name} ${t.radius.conditions[check]} ${value}`.trim()).join('; '), render: ({ checkAttributes }) => <Several texts={checkAttributes.map(({ name, check, value }) => `${name} ${t.radius.conditions[check]} ${value}`)} /> },
    { key: 'replies', title: t.radius.replies, text: ({ replyAttributes }) => replyAttributes.map(({ name, value }) => `${name} = ${value}`).join('; '), render: ({ replyAttributes }) => <Several texts={replyAttributes.map(({ name, value }) => `${name} = ${value}`)} /> },
    { key: 'pool', title: t.radius.pool, text: ({ poolId }) => (poolId === null ? '–' : data?.items.find(({ id }) => id === poolId)?.name ?? t.words.yes) },
    { key: 'description', title: t.radius.description, text: ({ description }) => description },
    ...mayWrite ? [{
      key: 'actions', title: t.words.actions, text: () => '',
      render: (profile: RadiusProfile) => (
        <Flex gap={8}>
          <Button size="small" onClick={() => edit(profile)}>{t.actions.edit}</Button>
          <Remove profile={profile} changed={changed} />
        </Flex>
      ),
    }] : [],
  // `edit` and `changed` only set state of the page.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  ], [t, pathOf, mayWrite, data]);
}

function Several({ texts }: { readonly texts: readonly string[] }): ReactNode {
  if (texts.length === 0) return '–';
  return <ul style={{ margin: 0, paddingInlineStart: 16 }}>{texts.map((text) => <li key={text}><span className="mono">{text}</span></li>)}</ul>;
}

function Remove({ profile: { id, name, version }, changed }: { readonly profile: RadiusProfile; readonly changed: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const remove = useAction(async () => {
    await api.call(deleteRadiusProfile, { parameters: { id }, version });
    changed();
  }, t.radius.profileDeleted);
  return <ConfirmButton size="small" danger question={t.radius.deleteProfileQuestion(name)} consequence={t.radius.deleteProfileConsequence} onConfirm={remove.run}>{t.actions.delete}</ConfirmButton>;
}
