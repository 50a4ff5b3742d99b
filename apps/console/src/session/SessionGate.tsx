import { getSession, type Permission, type Session } from '@countersign/contracts/admin-api';
import { Flex } from 'antd';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ApiContext } from '../api/api-context.ts';
import { ApiClient } from '../api/client.ts';
import { asProblem, type ProblemError } from '../api/problem.ts';
import { HealthBoard } from '../health/HealthBoard.tsx';
import { useServiceHealth } from '../health/use-service-health.ts';
import { useLanguage } from '../i18n/index.ts';
import { FullPage } from '../widgets/FullPage.tsx';
import { ProblemAlert } from '../widgets/ProblemAlert.tsx';
import { Waiting } from '../widgets/Waiting.tsx';
import { ChangePasswordForm } from './ChangePasswordForm.tsx';
import { PasswordQuestion } from './PasswordQuestion.tsx';
import { usablePermissions } from './scope-reach.ts';
import { SessionContext } from './session-context.ts';
import { SignInForm } from './SignInForm.tsx';
import { TokencodeForm } from './TokencodeForm.tsx';
import { usePasswordQuestion } from './use-password-question.ts';

type Known = { readonly session: Session } | { readonly nobody: 'yet' | 'any more' };

/** Shows the console to who is signed in, and the steps of signing in to everybody else; the address stays as it is. */
export function SessionGate({ children }: { readonly children: ReactNode }): ReactNode {
  const { language } = useLanguage();
  const [known, setKnown] = useState<Known | undefined>();
  const [problem, setProblem] = useState<ProblemError>();
  const csrf = useRef<string | null>(null);
  const languageNow = useRef(language);
  useEffect(() => { languageNow.current = language; }, [language]);

  const replace = useCallback((session: Session) => {
    csrf.current = session.csrf;
    setKnown({ session });
  }, []);
  const question = usePasswordQuestion();
  const { ask: confirm, withdraw } = question;
  const forget = useCallback(() => {
    csrf.current = null;
    withdraw();
    setKnown((before) => ({ nobody: before !== undefined && 'session' in before ? 'any more' : 'yet' }));
  }, [withdraw]);
  const api = useMemo(() => new ApiClient({
    fetch: (...request) => fetch(...request), csrf: () => csrf.current, language: () => languageNow.current, signedOut: forget, confirm,
  }), [forget, confirm]);
  const ask = useCallback(() => {
    setProblem(undefined);
    api.call(getSession, {}).then(replace, (error: unknown) => {
      const refusal = asProblem(error);
      if (refusal.code !== 'unauthenticated') setProblem(refusal);
    });
  }, [api, replace]);
  useEffect(ask, [ask]);

  return (
    <ApiContext value={api}>
      {content()}
      {question.answer === undefined ? null : <PasswordQuestion onAnswer={question.answer} />}
    </ApiContext>
  );

  function content(): ReactNode {
    if (known === undefined) return problem === undefined ? <Waiting /> : <Unavailable problem={problem} onRetry={ask} />;
    if ('nobody' in known) return <SignInForm ended={known.nobody === 'any more'} onSession={replace} />;
    switch (known.session.state) {
      case 'tokencode-needed':
        return <TokencodeForm session={known.session} onSession={replace} onCancel={forget} />;
      case 'password-change-needed':
        return <ChangePasswordForm onSession={replace} onCancel={forget} />;
      case 'signed-in':
        return <Permitted session={known.session} replace={replace} forget={forget}>{children}</Permitted>;
    }
  }
}

/** Nobody's session can be looked up: what the server says of itself tells why. */
function Unavailable({ problem, onRetry }: { readonly problem: ProblemError; readonly onRetry: () => void }): ReactNode {
  const health = useServiceHealth(false);
  return (
    <FullPage wide>
      <Flex vertical gap={16}>
        <ProblemAlert problem={problem} onRetry={onRetry} />
        {health === undefined ? null : <HealthBoard health={health} />}
      </Flex>
    </FullPage>
  );
}

interface PermittedProps {
  readonly session: Session;
  readonly replace: (session: Session) => void;
  readonly forget: () => void;
  readonly children: ReactNode;
}

function Permitted({ session, replace, forget, children }: PermittedProps): ReactNode {
  const value = useMemo(() => {
    const permissions = usablePermissions(session);
    return { session, can: (permission: Permission) => permissions.has(permission), replace, forget };
  }, [session, replace, forget]);
  return <SessionContext value={value}>{children}</SessionContext>;
}
