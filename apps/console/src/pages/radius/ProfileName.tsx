import { getRadiusProfile } from '@countersign/contracts/admin-api';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useLoaded } from '../../api/use-loaded.ts';

/** The RADIUS profile that stands somewhere, and the way to it; a dash for none. */
export function ProfileName({ id }: { readonly id: string | null }): ReactNode {
  const { data } = useLoaded(getRadiusProfile, id === null ? null : { parameters: { id } });
  if (id === null) return '–';
  return data === undefined ? '…' : <Link to={`/radius-profiles?search=${encodeURIComponent(data.name)}`}>{data.name}</Link>;
}
