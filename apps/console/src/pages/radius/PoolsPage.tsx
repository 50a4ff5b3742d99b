import { ClusterOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { type AddressPool, addressRangeSchema, createAddressPool, deleteAddressPool, getAddressPool, listAddressPools, updateAddressPool } from '@countersign/contracts/admin-api';
import { Button, Flex, Form, InputNumber, Progress } from 'antd';
import { type ReactNode, useMemo, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import type { Column } from '../../widgets/column.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { useRowForm } from '../../widgets/use-row-form.ts';

type Values = Pick<AddressPool, 'siteId' | 'name' | 'ranges' | 'leaseMinutes'> & { readonly description?: string };

/** Address pools, with how full they are. */
export function PoolsPage(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const mayWrite = useCan('radius-profiles.write');
  const [turn, setTurn] = useState(0);
  const changed = (): void => setTurn((before) => before + 1);
  const form = useRowForm<AddressPool>(async (client, { id }) => client.call(getAddressPool, { parameters: { id } }), changed);
  const { row: pool } = form;
  const columns = useColumns(mayWrite, form.show, changed);
  const save = async ({ siteId, name, description = '', ranges, leaseMinutes }: Values, idempotencyKey: string): Promise<void> => {
    const body = { name, description, ranges: [...ranges], leaseMinutes };
    if (pool === null) await api.call(createAddressPool, { body: { siteId, ...body }, idempotencyKey });
    else await api.call(updateAddressPool, { parameters: { id: pool.id }, body, version: pool.version });
    changed();
  };
  const way = mayWrite ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => form.show(null)}>{t.radius.addPool}</Button> : null;
  return (
    <>
      <PageHeader
        title={t.navigation.addressPools} description={t.radius.poolsDescription}
        extra={way}
      />
      <PagedTable
        operation={listAddressPools} query={{}} turn={turn} columns={columns} rowKey={({ id }) => id} label={t.navigation.addressPools} fileName="address-pools"
        empty={<EmptyState icon={<ClusterOutlined aria-hidden />} text={t.radius.noPools} action={way} />}
      />
      <FormModal<Values>
        open={form.open} width={640} title={pool === null ? t.radius.addPool : t.radius.editPool} initial={pool ?? { ranges: [{ first: '', last: '' }], leaseMinutes: 60 }}
        submit={save} onClose={form.close} edited={form.edited}
      >
        <PoolFields existing={pool !== null} />
      </FormModal>
    </>
  );
}

const { shape } = createAddressPool.body;

function PoolFields({ existing }: { readonly existing: boolean }): ReactNode {
  const t = useTexts();
  return (
    <>
      {existing ? null : <Field name="siteId" label={t.words.site} required><SitePicker /></Field>}
      <Field name="name" label={t.words.name} schema={shape.name} required />
      <Field name="description" label={t.radius.description} />
      <Field name="leaseMinutes" label={t.radius.lease} hint={t.radius.leaseHint} schema={shape.leaseMinutes} required><InputNumber min={1} style={{ width: '100%' }} /></Field>
      <fieldset id="ranges" style={{ border: 0, padding: 0, margin: 0 }}>
        <legend style={{ fontWeight: 600, marginBlockEnd: 8 }}>{t.radius.ranges}</legend>
        <Form.List name="ranges">
          {(fields, { add, remove }) => (
            <>
              {fields.map(({ key, name }) => (
                <Flex key={key} gap={8} align="flex-start">
                  <div style={{ flex: 1 }}><Field name={[name, 'first']} label={t.radius.first} schema={addressRangeSchema.shape.first} required /></div>
                  <div style={{ flex: 1 }}><Field name={[name, 'last']} label={t.radius.last} schema={addressRangeSchema.shape.last} required /></div>
                  <Button style={{ marginBlockStart: 30 }} icon={<DeleteOutlined aria-hidden />} aria-label={t.actions.remove} disabled={fields.length === 1} onClick={() => remove(name)} />
                </Flex>
              ))}
              <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ first: '', last: '' })}>{t.radius.addRange}</Button>
            </>
          )}
        </Form.List>
      </fieldset>
    </>
  );
}

function useColumns(mayWrite: boolean, edit: (pool: AddressPool) => void, changed: () => void): readonly Column<AddressPool>[] {
  const t = useTexts();
  const { pathOf } = useSites();
  const format = useFormat();
  return useMemo(() => [
    { key: 'name', title: t.words.name, text: ({ name }) => name },
    { key: 'site', title: t.words.site, text: ({ siteId }) => pathOf(siteId) },
    { key: 'ranges', title: t.radius.ranges, text: ({ ranges }) => ranges.map(({ first, last }) => `${first} – ${last}`).join('; ') },
    { key: 'size', title: t.radius.size, align: 'right' as const, text: ({ size }) => format.number(size) },
    {
      key: 'used', title: t.radius.used, text: ({ used }) => (used === undefined ? t.words.unknown : format.number(used)),
      render: ({ used, size }) => (used === undefined ? t.words.unknown
        : <Progress aria-label={t.radius.used} percent={Math.round(used / size * 100)} size="small" style={{ width: 160 }} format={() => format.number(used)} status={used >= size ? 'exception' : 'normal'} />),
    },
    { key: 'lease', title: t.radius.lease, align: 'right' as const, text: ({ leaseMinutes }) => format.number(leaseMinutes) },
    ...mayWrite ? [{
      key: 'actions', title: t.words.actions, text: () => '',
      render: (pool: AddressPool) => (
        <Flex gap={8}>
          <Button size="small" onClick={() => edit(pool)}>{t.actions.edit}</Button>
          <Remove pool={pool} changed={changed} />
        </Flex>
      ),
    }] : [],
  // `edit` and `changed` only set state of the page.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  ], [t, pathOf, format, mayWrite]);
}

function Remove({ pool: { id, name, version }, changed }: { readonly pool: AddressPool; readonly changed: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const remove = useAction(async () => {
    await api.call(deleteAddressPool, { parameters: { id }, version });
    changed();
  }, t.radius.poolDeleted);
  return <ConfirmButton size="small" danger question={t.radius.deletePoolQuestion(name)} consequence={t.radius.deletePoolConsequence} onConfirm={remove.run}>{t.actions.delete}</ConfirmButton>;
}
