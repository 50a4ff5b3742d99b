import { useEffect, useState } from 'react';

/** For a window that is there only while it is open: whoever opened it has the focus back when it is gone. */
export function useFocusBack(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(() => () => {
    // Somebody may have gone elsewhere meanwhile.
    if (opener instanceof HTMLElement && opener.isConnected && document.activeElement === document.body) opener.focus();
  }, [opener]);
}
