import { SafetyCertificateOutlined } from '@ant-design/icons';
import { verifyAudit } from '@countersign/contracts/admin-api';
import { App, Button } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { asProblem } from '../../api/use-loaded.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { explainProblem } from '../../widgets/ProblemAlert.tsx';

/** Walks the hash chain of the whole trail and tells the verdict. */
export function VerifyTrail(): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { language } = useLanguage();
  const format = useFormat();
  const { modal } = App.useApp();
  const [busy, setBusy] = useState(false);
  const verify = async (): Promise<void> => {
    setBusy(true);
    try {
      const { events, fault } = await api.call(verifyAudit, {});
      if (fault === null) modal.success({ title: t.log.verify, content: t.log.intact(format.number(events)) });
      else modal.error({ title: t.log.verify, content: t.log.broken(t.log.faults[fault.kind], format.number(fault.sequence)) });
    } catch (error) {
      const { title, text } = explainProblem(asProblem(error), language, t);
      modal.error({ title, content: text });
    } finally {
      setBusy(false);
    }
  };
  return <Button icon={<SafetyCertificateOutlined aria-hidden />} loading={busy} onClick={() => { void verify(); }}>{busy ? t.log.verifying : t.log.verify}</Button>;
}
