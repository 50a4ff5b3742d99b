import { SafetyCertificateOutlined } from '@ant-design/icons';
import { cancelAuditVerification, getAuditVerification, startAuditVerification } from '@countersign/contracts/admin-api';
import { Alert, Button, Flex, Modal, Progress } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import type { Reply } from '../../api/client.ts';
import { asProblem, type ProblemError } from '../../api/problem.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';

type Verification = Reply<typeof getAuditVerification>;

const ASK_EVERY_MS = 700;

/** Walks the hash chain of the whole trail, shows how far that is, and tells the verdict. */
export function VerifyTrail(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [open, setOpen] = useState(false);
  const [verification, setVerification] = useState<Verification>();
  const [problem, setProblem] = useState<ProblemError>();
  const running = verification?.state === 'running' ? verification.id : undefined;
  useEffect(() => {
    if (running === undefined) return;
    const timer = setInterval(() => {
      api.call(getAuditVerification, { parameters: { id: running }, background: true }).then(setVerification, (error: unknown) => setProblem(asProblem(error)));
    }, ASK_EVERY_MS);
    return () => clearInterval(timer);
  }, [api, running]);
  const start = (): void => {
    setOpen(true);
    setVerification(undefined);
    setProblem(undefined);
    api.call(startAuditVerification, {}).then(setVerification, (error: unknown) => setProblem(asProblem(error)));
  };
  const cancel = (): void => {
    if (running !== undefined) api.call(cancelAuditVerification, { parameters: { id: running } }).then(setVerification, (error: unknown) => setProblem(asProblem(error)));
  };
  return (
    <>
      <Button icon={<SafetyCertificateOutlined aria-hidden />} onClick={start}>{t.log.verify}</Button>
      <Modal
        open={open} title={t.log.verify} onCancel={() => setOpen(false)} destroyOnHidden
        footer={<>{running === undefined ? null : <Button onClick={cancel}>{t.actions.cancel}</Button>}<Button type="primary" onClick={() => setOpen(false)}>{t.actions.close}</Button></>}
      >
        <Flex vertical gap={16} aria-live="polite">
          {problem === undefined ? null : <ProblemAlert problem={problem} />}
          {verification === undefined ? null : <Outcome verification={verification} />}
        </Flex>
      </Modal>
    </>
  );
}

function Outcome({ verification: { state, checked, total, verdict } }: { readonly verification: Verification }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  if (state === 'running') {
    return <><Progress aria-label={t.log.verifying} percent={total === 0 ? 0 : Math.floor(checked / total * 100)} /><div>{t.log.progress(format.number(checked), format.number(total))}</div></>;
  }
  if (verdict === null) return <Alert type="warning" showIcon title={state === 'cancelled' ? t.log.cancelled : t.log.failed} />;
  return verdict.fault === null
    ? <Alert type="success" showIcon title={t.log.intact(format.number(verdict.events))} />
    : <Alert type="error" showIcon title={t.log.broken(t.log.faults[verdict.fault.kind], format.number(verdict.fault.sequence))} />;
}
