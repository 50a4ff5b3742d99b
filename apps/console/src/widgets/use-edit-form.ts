import { useState } from 'react';
import { useSearchParams } from 'react-router';

/** Whether the page's form is open; a link with `edit=1` opens it at once, and going back does not open it again. */
export function useEditForm(mayEdit: boolean): readonly [boolean, (open: boolean) => void] {
  const [parameters, setParameters] = useSearchParams();
  const [open, setOpen] = useState(mayEdit && parameters.get('edit') === '1');
  const change = (next: boolean): void => {
    setOpen(next);
    if (next || !parameters.has('edit')) return;
    setParameters((before) => new URLSearchParams([...before].filter(([name]) => name !== 'edit')), { replace: true });
  };
  return [open, change];
}
