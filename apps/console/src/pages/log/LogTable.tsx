import type { AuditEntry } from '@countersign/contracts';
import { Table, Tag } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { Cell } from '../../widgets/Cell.tsx';
import { colourOf, useLogTexts } from './use-log-texts.ts';

export interface LogTableProps {
  readonly entries: readonly AuditEntry[];
  readonly loading: boolean;
  readonly label: string;
  readonly empty: ReactNode;
  /** Goes behind the address of a line, so that closing it comes back to the same list. */
  readonly search?: string;
}

/** Pixels below which the list is scrolled; above it the cells wrap, so that every column is seen. */
const NARROWEST = 760;

/** Lines of the authentication log: time, user, operating host, object, result. */
export function LogTable({ entries, loading, label, empty, search = '' }: LogTableProps): ReactNode {
  const t = useTexts();
  const format = useFormat();
  const { resultOf, actorOf, objectOf, hostOf } = useLogTexts();
  return (
    <Table<AuditEntry>
      aria-label={label} size="small" rowKey="sequence" pagination={false} loading={loading} dataSource={[...entries]} scroll={{ x: NARROWEST }} locale={{ emptyText: empty }}
      columns={[
        { key: 'time', title: t.log.time, render: (_, { sequence, event }) => <Link to={{ pathname: `/log/${sequence}`, search }} className="together">{format.precise(event.at)}</Link> },
        {
          key: 'result', title: t.log.result,
          render: (_, { event }) => <Tag color={colourOf(event)} style={{ whiteSpace: 'normal' }}>{resultOf(event)}</Tag>,
        },
        { key: 'user', title: t.log.user, render: (_, { event }) => <Cell full={actorOf(event)}>{actorOf(event) || '–'}</Cell> },
        { key: 'agentHost', title: t.log.agentHost, render: (_, { event }) => <Cell full={hostOf(event)}>{hostOf(event) || '–'}</Cell> },
        { key: 'host', title: t.log.host, render: (_, { event }) => <span className="mono address">{event.host ?? '–'}</span> },
        { key: 'object', title: t.log.object, render: (_, { event }) => <Cell full={objectOf(event)}>{objectOf(event) || '–'}</Cell> },
      ]}
    />
  );
}
