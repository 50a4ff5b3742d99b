import type { TablePaginationConfig } from 'antd';
import { cloneElement, isValidElement, useMemo } from 'react';
import { useTexts } from '../i18n/index.ts';

/** Pages of a list that is there as a whole; its arrows are named in the reader's language. */
export function usePages(pageSize: number): TablePaginationConfig {
  const t = useTexts();
  return useMemo(() => ({
    pageSize, hideOnSinglePage: true, showSizeChanger: false,
    itemRender: (_, type, element) => {
      const name = type === 'prev' ? t.list.previousPage : type === 'next' ? t.list.nextPage : undefined;
      return name !== undefined && isValidElement<{ 'aria-label'?: string }>(element) ? cloneElement(element, { 'aria-label': name }) : element;
    },
  }), [pageSize, t]);
}
