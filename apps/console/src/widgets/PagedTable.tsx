import { LeftOutlined, ReloadOutlined, RightOutlined } from '@ant-design/icons';
import { Button, Flex, Skeleton, Spin, Table } from 'antd';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import type { CallInput, QueryOf } from '../api/client.ts';
import type { ItemOf, ListOperation } from '../api/every-page.ts';
import { useLoaded } from '../api/use-loaded.ts';
import { useTexts } from '../i18n/index.ts';
import type { Column } from './column.ts';
import { EmptyState, NoMatch } from './EmptyState.tsx';
import { Cell } from './Cell.tsx';
import { ExportButton } from './ExportButton.tsx';
import { ProblemAlert } from './ProblemAlert.tsx';
import { unbroken } from './unbroken.tsx';

export interface PagedTableProps<O extends ListOperation> {
  readonly operation: O;
  readonly query: QueryOf<O>;
  readonly columns: readonly Column<ItemOf<O>>[];
  readonly rowKey: (row: ItemOf<O>) => string;
  readonly label: string;
  /** Without extension. */
  readonly fileName: string;
  /** Filters are set: an empty list means that nothing matches. */
  readonly filtered?: boolean;
  /** Another number loads again. */
  readonly turn?: number;
  readonly empty?: ReactNode;
}

const PAGE_ROWS = 50;
/** Pixels that a column needs on average: where all have as much, cells wrap; below that the list is scrolled sideways. */
const NARROWEST_COLUMN = 100;

/** Where a page begins; nowhere in particular: the first one. */
type Cursor = string | undefined;
const FIRST: readonly Cursor[] = [undefined];

/** A list of any length, page by page as the server gives it. */
export function PagedTable<O extends ListOperation>(props: PagedTableProps<O>): ReactNode {
  const { operation, query, columns, rowKey, label, fileName, filtered = false, turn = 0, empty } = props;
  const t = useTexts();
  const asked = JSON.stringify(query);
  const [{ cursors, of }, setPage] = useState<{ cursors: readonly Cursor[]; of: string }>({ cursors: FIRST, of: asked });
  const current = of === asked ? cursors : FIRST; // another question begins at its first page
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- every list takes a cursor and a limit
  const input = { query: { ...query, limit: PAGE_ROWS, cursor: current.at(-1) } } as unknown as CallInput<O>;
  const { data, problem, loading, reload } = useLoaded(operation, input);
  useEffect(() => { if (turn > 0) reload(); }, [turn, reload]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a ListOperation replies
  const page = data as { readonly items: readonly ItemOf<O>[]; readonly nextCursor: string | null } | undefined;
  const tableColumns = useMemo(() => columns.map(({ key, title, text, render, align }) => ({
    // What can be done stays in sight while a wide list is scrolled.
    key, title, ...align === undefined ? {} : { align, className: 'number-column' }, ...key === 'actions' ? { fixed: 'end' as const } : {},
    render: (_: unknown, row: ItemOf<O>) => (key === 'actions' ? render?.(row) : <Cell full={text(row)}>{render === undefined ? unbroken(text(row)) : render(row)}</Cell>),
  })), [columns]);
  const go = (next: readonly Cursor[]): void => setPage({ cursors: next, of: asked });
  const next = page?.nextCursor ?? null;
  // The server ends a page after so many rows that it looked at, whether any of them was meant.
  const looksFurther = page !== undefined && page.items.length === 0 && next !== null;
  useEffect(() => { if (looksFurther && !loading) go([...current.slice(0, -1), next]); });
  const isEmpty = page === undefined || (page.items.length === 0 && next === null && current.length === 1);
  const items = page?.items;
  // Drawn anew when the rows are others, and not when loading begins or ends: that is a tenth of a second of a processor each time.
  const rows = useMemo(() => (
    <Table<ItemOf<O>>
      aria-label={label} size="middle" pagination={false} scroll={{ x: tableColumns.length * NARROWEST_COLUMN }} tableLayout="auto" dataSource={[...items ?? []]} columns={tableColumns} rowKey={rowKey}
      locale={{ emptyText: items === undefined || looksFurther ? <Skeleton active title={false} paragraph={{ rows: 6 }} /> : filtered ? <NoMatch /> : empty ?? <EmptyState text={t.list.empty} /> }}
    />
  ), [label, items, tableColumns, rowKey, filtered, empty, t, looksFurther]);
  return (
    <Flex vertical gap={12}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {page === undefined && problem !== undefined ? null : <Spin spinning={loading && page !== undefined}>{rows}</Spin>}
      <Flex wrap justify="space-between" gap={8}>
        <Flex gap={8}>
          <Button icon={<ReloadOutlined aria-hidden />} onClick={reload}>{t.actions.reload}</Button>
          {isEmpty ? null : <ExportButton operation={operation} query={query} columns={columns} fileName={fileName} />}
        </Flex>
        <Flex gap={8} align="center" style={isEmpty ? { display: 'none' } : {}}>
          <Button icon={<LeftOutlined aria-hidden />} aria-label={t.list.previousPage} disabled={current.length === 1} onClick={() => go(current.slice(0, -1))} />
          <span aria-live="polite">{t.list.page(current.length)}</span>
          <Button icon={<RightOutlined aria-hidden />} aria-label={t.list.nextPage} disabled={next === null} onClick={() => { if (next !== null) go([...current, next]); }} />
        </Flex>
      </Flex>
    </Flex>
  );
}
