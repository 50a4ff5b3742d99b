import type { Permission, Session } from '@countersign/contracts/admin-api';
import { createContext, useContext } from 'react';

export interface SignedIn {
  readonly session: Session;
  /** By role, and as far as the scope leaves anything to do with it. */
  readonly can: (permission: Permission) => boolean;
  readonly replace: (session: Session) => void;
  /** Forgets the session here; the server is told by who calls this. */
  readonly forget: () => void;
}

export const SessionContext = createContext<SignedIn | null>(null);

/** The session of a signed-in administrator. */
export function useSession(): SignedIn {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('no SessionContext above');
  return session;
}

export const useCan = (permission: Permission): boolean => useSession().can(permission);
