import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  /** For the export, and for the table unless `render` shows it another way. */
  readonly text: (row: Row) => string;
  readonly render?: (row: Row) => ReactNode;
  readonly align?: 'right';
}
