import { getJob } from '@countersign/contracts/admin-api';
import { Descriptions } from 'antd';
import type { ReactNode } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';

/** What a job is, and who asked for it. */
export function JobFacts({ id }: { readonly id: string }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { pathOf } = useSites();
  const { data } = useLoaded(getJob, { parameters: { id } });
  if (data === undefined) return null;
  const { kind, dryRun, label, siteId, createdBy, createdAt } = data.job;
  return (
    <Descriptions
      size="small" column={1} bordered
      items={[
        { key: 'kind', label: t.jobs.kind, children: dryRun ? t.jobs.checkOf(t.jobs.kinds[kind]) : t.jobs.kinds[kind] },
        { key: 'label', label: t.jobs.label, children: <span style={{ overflowWrap: 'anywhere' }}>{label || '–'}</span> },
        { key: 'site', label: t.words.site, children: siteId === null ? '–' : pathOf(siteId) },
        { key: 'by', label: t.jobs.by, children: createdBy.slice(createdBy.indexOf(':') + 1) },
        { key: 'created', label: t.words.created, children: format.precise(createdAt) },
      ]}
    />
  );
}
