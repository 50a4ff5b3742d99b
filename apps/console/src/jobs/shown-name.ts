import { withoutHidden } from '@countersign/contracts/admin-api';

/** A file's name as one line of text that fits a job. */
export const shownName = (name: string): string => withoutHidden(name.toWellFormed().replaceAll(/\p{Cc}/gu, ' ').slice(0, 255)).toWellFormed();
