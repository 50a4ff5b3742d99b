import { adminApiPrefix, exportExpiringTokens, reportExpiringTokens, reportExpiryMonths } from '@countersign/contracts/admin-api';
import { Flex, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { Link } from 'react-router';
import { pathOf } from '../../api/client.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { PagedTable } from '../../widgets/PagedTable.tsx';
import { ShareList } from '../../widgets/ShareList.tsx';
import { ReportCard } from './ReportCard.tsx';

const DAYS = [30, 60, 90, 365] as const;

/** Tokens that end soon: how many in each month, and which. */
export function ExpiringTokens({ site }: { readonly site: string | undefined }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { language } = useLanguage();
  const [days, setDays] = useState<number>(90);
  const query = { site, days };
  const loaded = useLoaded(reportExpiryMonths, { query });
  const csv = `${adminApiPrefix}${pathOf(exportExpiringTokens, {}, { ...query, language })}`;
  return (
    <ReportCard title={t.reports.expiringTokens} csv={csv} loaded={loaded} none={t.reports.noneExpiring} before={(
      <Select<number> aria-label={t.reports.within} value={days} onChange={setDays} style={{ minWidth: 160 }} options={DAYS.map((value) => ({ value, label: t.reports.withinDays(value) }))} />
    )}>
      {(rows) => (
        <Flex vertical gap={16}>
          <ShareList label={t.reports.expiringTokens} shares={rows.map(({ month, tokens }) => ({ key: month, label: month, count: tokens }))} />
          <PagedTable
            operation={reportExpiringTokens} query={query} rowKey={({ id }) => id} label={t.reports.expiringTokens} fileName="expiring-tokens"
            columns={[
              { key: 'serial', title: t.tokens.serial, text: ({ serial }) => serial, render: ({ id, serial }) => <Link to={`/tokens/${id}`}>{serial}</Link> },
              { key: 'user', title: t.words.user, text: ({ assignment }) => assignment?.login ?? '–' },
              { key: 'ends', title: t.words.end, text: ({ endsAt }) => format.end(endsAt) },
            ]}
          />
        </Flex>
      )}
    </ReportCard>
  );
}
