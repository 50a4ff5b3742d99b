import { readServiceHealth } from '@countersign/contracts/admin-api';
import { useMemo } from 'react';
import { useLoaded } from '../api/use-loaded.ts';
import { useCan } from '../session/session-context.ts';

export interface ListenedPorts {
  /** Ascending; several where gateways differ. Empty while nobody says. */
  readonly authentication: readonly number[];
  readonly accounting: readonly number[];
}

/** The UDP ports that the gateways listen on, as far as the reader may see how they fare. */
export function useGatewayPorts(): ListenedPorts {
  const { data } = useLoaded(readServiceHealth, useCan('health.read') ? {} : null);
  return useMemo(() => {
    const told = data?.parts.find(({ part }) => part === 'radius-gateway')?.members.flatMap(({ ports }) => ports ?? []) ?? [];
    const each = (port: 'authentication' | 'accounting'): number[] => [...new Set(told.map((ports) => ports[port]))].toSorted((one, other) => one - other);
    return { authentication: each('authentication'), accounting: each('accounting') };
  }, [data]);
}
