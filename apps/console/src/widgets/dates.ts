import dayjs, { type Dayjs } from 'dayjs';

/** What a DatePicker shows for an instant of the API, and back. */
export const toPicker = (iso: string | null | undefined): Dayjs | null => (iso === null || iso === undefined ? null : dayjs(iso));
export const fromPicker = (value: Dayjs | null | undefined): string | null => value?.toISOString() ?? null;
