import { reportRefusedAgentHosts, reportRefusedUsers } from '@countersign/contracts/admin-api';
import { Col, DatePicker, Flex, Row, Select } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useState } from 'react';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { reachesSites } from '../../session/scope-reach.ts';
import { useSession } from '../../session/session-context.ts';
import { PageHeader } from '../../widgets/PageHeader.tsx';
import { useFilters } from '../../widgets/use-filters.ts';
import type { Bucket } from './every-span.ts';
import { ExpiringTokens } from './ExpiringTokens.tsx';
import { RefusedMost } from './RefusedMost.tsx';
import type { ReportQuery } from './report-query.ts';
import { ResultsReport } from './ResultsReport.tsx';
import { SignInsReport } from './SignInsReport.tsx';
import { UnusedTokens, UnusedUsers } from './Unused.tsx';

const buckets = ['hour', 'day', 'week', 'month'] as const;
const DAYS = 7;

/** Sign-ins over time, by cause, who and what is refused most, tokens that end, and what nobody uses; each with its CSV. */
export function ReportsPage(): ReactNode {
  const t = useTexts();
  // The trail counts by site.
  const ofTrail = reachesSites(useSession().session);
  const { filters, set } = useFilters(['from', 'to', 'site', 'bucket']);
  // One span for all of the trail, however often the page is drawn.
  const [now] = useState(() => dayjs());
  const from = filters.from === undefined ? now.subtract(DAYS, 'day').startOf('day') : dayjs(filters.from);
  const to = filters.to === undefined ? now : dayjs(filters.to);
  const bucket: Bucket = buckets.find((value) => value === filters.bucket) ?? 'day';
  const query: ReportQuery = { from: from.toISOString(), to: to.toISOString(), site: filters.site };
  return (
    <>
      <PageHeader title={t.navigation.reports} description={t.reports.description} />
      <Flex wrap gap={8} style={{ marginBlockEnd: 16 }}>
        {ofTrail ? (
          <DatePicker.RangePicker
            allowClear={false} value={[from, to]}
            onChange={(range) => set({ from: range?.[0]?.startOf('day').toISOString(), to: range?.[1]?.endOf('day').toISOString() })}
          />
        ) : null}
        {ofTrail ? <Select<Bucket> aria-label={t.reports.bucket} value={bucket} onChange={(value) => set({ bucket: value })} style={{ minWidth: 120 }} options={buckets.map((value) => ({ value, label: t.reports.buckets[value] }))} /> : null}
        <SitePicker value={filters.site} onChange={(site) => set({ site })} placeholder={t.words.allSites} allowClear width={240} />
      </Flex>
      <Row gutter={[16, 16]}>
        {ofTrail ? (
          <>
            <Col span={24}><SignInsReport query={query} bucket={bucket} /></Col>
            <Col xs={24} xl={8}><ResultsReport query={query} /></Col>
            <Col xs={24} xl={8}><RefusedMost operation={reportRefusedUsers} name="refused-users" title={t.reports.refusedUsers} filter="user" query={query} /></Col>
            <Col xs={24} xl={8}><RefusedMost operation={reportRefusedAgentHosts} name="refused-agent-hosts" title={t.reports.refusedAgentHosts} filter="agentHost" query={query} /></Col>
          </>
        ) : null}
        <Col span={24}><ExpiringTokens site={filters.site} /></Col>
        <Col xs={24} xl={12}><UnusedTokens site={filters.site} /></Col>
        <Col xs={24} xl={12}><UnusedUsers site={filters.site} /></Col>
      </Row>
    </>
  );
}
