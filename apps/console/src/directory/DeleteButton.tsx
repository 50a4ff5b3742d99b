import { type Deletable, type DeletionPreview, previewDeletion } from '@countersign/contracts/admin-api';
import { Alert, Button, type ButtonProps, Flex, Modal } from 'antd';
import { type ReactNode, useState } from 'react';
import { useLoaded } from '../api/use-loaded.ts';
import { useFormat } from '../i18n/format.ts';
import { useTexts } from '../i18n/index.ts';
import { ProblemAlert } from '../widgets/ProblemAlert.tsx';
import { Waiting } from '../widgets/Waiting.tsx';

export interface DeleteButtonProps extends Pick<ButtonProps, 'size' | 'children'> {
  readonly type: Deletable;
  readonly id: string;
  readonly question: string;
  /** @returns whether it was done */
  readonly onConfirm: () => Promise<boolean>;
}

/** Deletes, after saying what prevents it and what goes with it. */
export function DeleteButton({ type, id, question, onConfirm, size = 'middle', children }: DeleteButtonProps): ReactNode {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const { data, problem, reload } = useLoaded(previewDeletion, open ? { parameters: { type, id } } : null);
  const remove = async (): Promise<void> => {
    setBusy(true);
    const isDone = await onConfirm();
    setBusy(false);
    if (isDone) setOpen(false);
    else reload();
  };
  return (
    <>
      <Button danger size={size} onClick={() => setOpen(true)}>{children ?? t.actions.delete}</Button>
      <Modal
        open={open} title={question} okText={t.actions.delete} cancelText={t.actions.cancel} confirmLoading={busy}
        okButtonProps={{ danger: true, disabled: data?.possible !== true }} onOk={() => { void remove(); }} onCancel={() => setOpen(false)}
      >
        {problem === undefined ? null : <ProblemAlert problem={problem} onRetry={reload} />}
        {data === undefined ? problem === undefined ? <Waiting /> : null : <Consequences preview={data} />}
      </Modal>
    </>
  );
}

function Consequences({ preview: { possible, consequences } }: { readonly preview: DeletionPreview }): ReactNode {
  const t = useTexts();
  const [obstacles, others] = [consequences.filter(({ effect }) => effect === 'prevents'), consequences.filter(({ effect }) => effect !== 'prevents')];
  if (!possible) return <Alert type="error" showIcon title={t.deletion.prevented} description={<><p style={{ marginBlockStart: 0 }}>{t.deletion.preventedHint}</p><Lines of={obstacles} /></>} />;
  return (
    <Flex vertical gap={8}>
      {others.length === 0 ? <span>{t.deletion.nothingElse}</span> : <><span>{t.deletion.consequences}</span><Lines of={others} /></>}
      <span>{t.deletion.keepsLog}</span>
    </Flex>
  );
}

function Lines({ of }: { readonly of: DeletionPreview['consequences'] }): ReactNode {
  const t = useTexts();
  const format = useFormat();
  return (
    <ul style={{ margin: 0, paddingInlineStart: 20 }}>
      {of.map(({ what, effect, count, more, examples }) => (
        <li key={`${what} ${effect}`} style={{ overflowWrap: 'anywhere' }}>
          {t.deletion.line(t.deletion.what[what], more ? t.deletion.moreThan(format.number(count)) : format.number(count), t.deletion.effects[effect])}
          {examples.length === 0 || what === 'password' || what === 'node-secret' ? null : <div style={{ opacity: 0.75 }}>{examples.join(', ')}{more || count > examples.length ? ', …' : ''}</div>}
        </li>
      ))}
    </ul>
  );
}
