import { PartitionOutlined, PlusOutlined } from '@ant-design/icons';
import { createSite, deleteSite, updateSite } from '@countersign/contracts/admin-api';
import { Button, Card, Col, Flex, Row, Tree, Typography } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useApi } from '../../api/api-context.ts';
import { DeleteButton } from '../../directory/DeleteButton.tsx';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { flatTree, type SiteNode } from '../../directory/site-tree.ts';
import { useSites } from '../../directory/sites-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan } from '../../session/session-context.ts';
import { EmptyState } from '../../widgets/EmptyState.tsx';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { useAction } from '../../widgets/use-action.ts';
import { SiteGroups } from './SiteGroups.tsx';
import { TimeZoneField } from './TimeZoneField.tsx';

interface Node {
  readonly key: string;
  readonly title: string;
  readonly children: Node[];
}

const nodeOf = ({ site, children }: SiteNode): Node => ({ key: site.id, title: site.name, children: children.map((child) => nodeOf(child)) });

export function SitesPage(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const mayWrite = useCan('sites.write');
  const { tree, reload } = useSites();
  const [parameters, setParameters] = useSearchParams();
  const [adding, setAdding] = useState(false);
  const selected = flatTree(tree).find(({ site }) => site.id === parameters.get('site'));
  const select = (id: string | undefined): void => setParameters(id === undefined ? {} : { site: id });
  const add = async ({ name, parentId, timeZone }: { name: string; parentId?: string | null; timeZone?: string }, idempotencyKey: string): Promise<void> => {
    const site = await api.call(createSite, { body: { name, parentId: parentId ?? null, ...timeZone ? { timeZone } : {} }, idempotencyKey });
    reload();
    select(site.id);
  };
  return (
    <>
      <PageHeader
        title={t.navigation.sites} description={t.sites.description}
        extra={mayWrite ? <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>{t.sites.add}</Button> : null}
      />
      <Row gutter={[16, 16]}>
        <Col xs={24} lg={9}>
          <Card className="site-tree">
            {tree.length === 0 ? <EmptyState icon={<PartitionOutlined aria-hidden />} text={t.sites.none} /> : (
              <Tree<Node>
                key={tree.length} aria-label={t.navigation.sites} blockNode defaultExpandAll treeData={tree.map((node) => nodeOf(node))}
                selectedKeys={selected === undefined ? [] : [selected.site.id]} onSelect={([key]) => select(key === undefined ? undefined : String(key))}
              />
            )}
          </Card>
        </Col>
        <Col xs={24} lg={15}>
          {selected === undefined ? <Card><EmptyState icon={<PartitionOutlined aria-hidden />} text={t.sites.choose} /></Card>
            : <SiteCard key={selected.site.id} node={selected} mayWrite={mayWrite} onChange={reload} onDeleted={() => select(undefined)} />}
        </Col>
      </Row>
      <FormModal open={adding} title={t.sites.add} initial={{ parentId: selected?.site.id ?? null }} submit={add} onClose={() => setAdding(false)}>
        <Field name="name" label={t.words.name} schema={createSite.body.shape.name} required />
        <Field name="parentId" label={t.sites.parent}><SitePicker allowClear placeholder={t.words.topLevel} /></Field>
        <TimeZoneField />
      </FormModal>
    </>
  );
}

interface SiteCardProps {
  readonly node: SiteNode;
  readonly mayWrite: boolean;
  readonly onChange: () => void;
  readonly onDeleted: () => void;
}

function SiteCard({ node: { site, path }, mayWrite, onChange, onDeleted }: SiteCardProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [renaming, setRenaming] = useState(false);
  const remove = useAction(async () => {
    await api.call(deleteSite, { parameters: { id: site.id }, version: site.version });
    onDeleted();
    onChange();
  }, t.sites.deleted);
  const rename = async ({ name, timeZone }: { name: string; timeZone: string }): Promise<void> => {
    await api.call(updateSite, { parameters: { id: site.id }, body: { name, timeZone }, version: site.version });
    onChange();
  };
  const links = [['/users', t.sites.usersHere], ['/tokens', t.sites.tokensHere], ['/agent-hosts', t.sites.hostsHere]] as const;
  return (
    <Card
      title={<Typography.Title level={2} style={{ fontSize: 16, margin: 0, whiteSpace: 'normal' }}>{path}</Typography.Title>}
      extra={mayWrite ? (
        <Flex gap={8}>
          <Button onClick={() => setRenaming(true)}>{t.actions.edit}</Button>
          <DeleteButton type="sites" id={site.id} question={t.sites.deleteQuestion} onConfirm={remove.run} />
        </Flex>
      ) : null}
    >
      <Flex vertical gap={20}>
        <Flex gap={16}>{links.map(([to, label]) => <Link key={to} to={`${to}?site=${site.id}`}>{label}</Link>)}</Flex>
        <span>{t.access.timeZone}: {site.timeZone}</span>
        <SiteGroups siteId={site.id} />
      </Flex>
      <FormModal open={renaming} title={t.sites.rename} initial={{ name: site.name, timeZone: site.timeZone }} submit={rename} onClose={() => setRenaming(false)} edited={{ version: site.version, reload: onChange }}>
        <Field name="name" label={t.words.name} schema={createSite.body.shape.name} required />
        <TimeZoneField />
      </FormModal>
    </Card>
  );
}
