import { isGoodResult } from '@countersign/contracts';
import { explainAuditEvent, outcomeOfSignIn } from '@countersign/contracts/admin-api';
import { Alert, Drawer, Flex } from 'antd';
import type { ReactNode } from 'react';
import type { Reply } from '../../api/client.ts';
import { useLoaded } from '../../api/use-loaded.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useFocusBack } from '../../widgets/use-focus-back.ts';
import { Waiting } from '../../widgets/Waiting.tsx';
import { LogFacts } from './LogFacts.tsx';
import { LogRemedies } from './LogRemedies.tsx';
import { LogTrace } from './LogTrace.tsx';
import { useLogTexts } from './use-log-texts.ts';

type Explanation = Reply<typeof explainAuditEvent>;

/** One line of the log: why it came out so, what helps, and every fact that it holds. */
export function LogEntry({ sequence, onClose }: { readonly sequence: number; readonly onClose: () => void }): ReactNode {
  const t = useTexts();
  useFocusBack();
  const { data, problem, reload } = useLoaded(explainAuditEvent, { parameters: { sequence } });
  return (
    <Drawer open title={t.log.line(String(sequence))} size={680} onClose={onClose}>
      {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
      {data === undefined ? problem === undefined ? <Waiting /> : null : <Explained explanation={data} />}
    </Drawer>
  );
}

function Explained({ explanation: { entry: { event }, cause, remedy, pattern, actions, trace } }: { readonly explanation: Explanation }): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const { resultOf } = useLogTexts();
  return (
    <Flex vertical gap={20}>
      <Alert
        type={isGoodResult(event.result) ? 'success' : 'warning'} showIcon title={resultOf(event)}
        description={<><div><strong>{t.words.cause}:</strong> {cause[language]}</div><div><strong>{t.words.remedy}:</strong> {remedy[language]}</div></>}
      />
      {pattern === null ? null : <Alert type="error" showIcon title={t.log.patterns[pattern.kind](String(pattern.count))} description={pattern.hint[language]} />}
      <LogRemedies event={event} actions={actions} />
      {trace.length === 0 ? null : <LogTrace steps={trace} refused={outcomeOfSignIn(event.result) === 'refused'} />}
      <LogFacts event={event} />
    </Flex>
  );
}
