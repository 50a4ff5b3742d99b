import { getPolicy, INSTALLATION, listPolicies } from '@countersign/contracts/admin-api';
import { Card, Col, Flex, Row, Tag, Tree } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';
import { flatTree, type SiteNode } from '../../directory/site-tree.ts';
import { useSites } from '../../directory/sites-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { useCan, useSession } from '../../session/session-context.ts';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { Waiting } from '../../widgets/Waiting.tsx';
import { PolicyForm } from './PolicyForm.tsx';

/** Levels of a list that are marked in the tree. */
const MOST_LEVELS = 1000;

interface Node {
  readonly key: string;
  readonly title: ReactNode;
  readonly children: Node[];
}

/** What the installation and each site set, and what is in force there. */
export function PoliciesPage(): ReactNode {
  const t = useTexts();
  const { tree } = useSites();
  const [parameters, setParameters] = useSearchParams();
  const chosen = parameters.get('site') ?? INSTALLATION;
  const levels = useLoaded(listPolicies, { query: { limit: MOST_LEVELS } });
  const { data, problem, reload } = useLoaded(getPolicy, { parameters: { id: chosen } });
  const { session } = useSession();
  const mayWrite = useCan('policies.write') && (chosen === INSTALLATION ? session.scope?.kind === 'all' : session.scope?.kind !== 'groups');
  const counts = new Map((levels.data?.items ?? []).map(({ id, fields }) => [id, fields.length]));
  const titleOf = (id: string, name: string): ReactNode => (
    <Flex gap={8} justify="space-between"><span>{name}</span>{(counts.get(id) ?? 0) > 0 ? <Tag color="blue">{t.policies.ownCount(counts.get(id) ?? 0)}</Tag> : null}</Flex>
  );
  const nodeOf = ({ site, children }: SiteNode): Node => ({ key: site.id, title: titleOf(site.id, site.name), children: children.map((child) => nodeOf(child)) });
  const root: Node = { key: INSTALLATION, title: titleOf(INSTALLATION, t.policies.installation), children: tree.map((node) => nodeOf(node)) };
  const path = flatTree(tree).find(({ site }) => site.id === chosen)?.path;
  return (
    <>
      <PageHeader title={t.navigation.policies} description={t.policies.description} />
      <Row gutter={[16, 16]}>
        <Col xs={24} lg={7}>
          <Card className="site-tree">
            <Tree<Node>
              key={tree.length} aria-label={t.navigation.policies} blockNode defaultExpandAll treeData={[root]} selectedKeys={[chosen]}
              onSelect={([key]) => { if (key !== undefined) setParameters(key === INSTALLATION ? {} : { site: String(key) }); }}
            />
          </Card>
        </Col>
        <Col xs={24} lg={17}>
          {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
          {data?.id === chosen ? (
            <PolicyForm
              key={data.id} level={data} title={path ?? data.name ?? t.policies.installation} mayWrite={mayWrite}
              onChange={() => { reload(); levels.reload(); }}
            />
          ) : problem === undefined ? <Waiting /> : null}
        </Col>
      </Row>
    </>
  );
}
