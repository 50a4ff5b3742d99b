import { useEffect, useState } from 'react';
import { beginningOf } from './file-beginning.ts';

/** The beginning of the chosen file; undefined until it is read. */
export function useBeginning(file: Blob | undefined): Uint8Array | undefined {
  const [read, setRead] = useState<{ readonly file: Blob; readonly bytes: Uint8Array }>();
  useEffect(() => {
    if (file === undefined) return;
    let current = true;
    beginningOf(file).then((bytes) => { if (current) setRead({ file, bytes }); }, () => {}); // a file that is gone by now is refused when it is sent
    return () => { current = false; };
  }, [file]);
  return read !== undefined && read.file === file ? read.bytes : undefined;
}
