import type { Job } from '@countersign/contracts/admin-api';
import { Descriptions } from 'antd';
import type { ReactNode } from 'react';
import { useSites } from '../../directory/sites-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { durationText } from './duration.ts';

/** What a job is, who asked for it, when it went on, and how often it was begun. */
export function JobFacts({ job: { kind, dryRun, label, siteId, createdBy, createdAt, startedAt, endedAt, attempt } }: { readonly job: Job }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { pathOf } = useSites();
  const took = startedAt === null || endedAt === null ? null : Date.parse(endedAt) - Date.parse(startedAt);
  return (
    <Descriptions
      size="small" column={1} bordered
      items={[
        { key: 'kind', label: t.jobs.kind, children: dryRun ? t.jobs.checkOf(t.jobs.kinds[kind]) : t.jobs.kinds[kind] },
        { key: 'label', label: t.jobs.label, children: <span style={{ overflowWrap: 'anywhere' }}>{label || '–'}</span> },
        { key: 'site', label: t.words.site, children: siteId === null ? '–' : pathOf(siteId) },
        { key: 'by', label: t.jobs.by, children: createdBy.slice(createdBy.indexOf(':') + 1) },
        { key: 'created', label: t.words.created, children: format.precise(createdAt) },
        { key: 'started', label: t.jobs.started, children: startedAt === null ? '–' : format.precise(startedAt) },
        { key: 'ended', label: t.jobs.ended, children: endedAt === null ? '–' : format.precise(endedAt) },
        { key: 'took', label: t.jobs.took, children: took === null ? '–' : durationText(took, t, format) },
        { key: 'attempt', label: t.jobs.attempt, children: attempt > 1 ? `${format.number(attempt)} – ${t.jobs.againBecause}` : format.number(attempt) },
      ]}
    />
  );
}
