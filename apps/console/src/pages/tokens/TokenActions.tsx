import { assignToken, deleteToken, reportTokenLost, type Token, unassignToken, updateToken } from '@countersign/contracts/admin-api';
import { Button, Flex } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { DeleteButton } from '../../directory/DeleteButton.tsx';
import { UserPicker } from '../../directory/UserPicker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { useAction } from '../../widgets/use-action.ts';

export interface TokenActionsProps {
  readonly token: Token;
  readonly onChange: () => void;
  readonly onGone: () => void;
}

/** Assign, take back, enable, lose, delete: what the role and the token's state allow. */
export function TokenActions({ token, onChange, onGone }: TokenActionsProps): ReactNode {
  const t = useTexts();
  const { can } = useSession();
  return (
    <Flex wrap gap={8}>
      {can('tokens.assign') ? <Assignment token={token} onChange={onChange} /> : null}
      {can('tokens.write') ? <Condition token={token} onChange={onChange} /> : null}
      {can('tokens.write') && token.assignment === null ? <Deletion token={token} onGone={onGone} label={t.tokens.delete} /> : null}
    </Flex>
  );
}

function Assignment({ token, onChange }: { readonly token: Token; readonly onChange: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const [assigning, setAssigning] = useState(false);
  const parameters = { id: token.id };
  const takeBack = useAction(async () => {
    await api.call(unassignToken, { parameters });
    onChange();
  }, t.tokens.takenBack);
  if (token.assignment !== null) {
    return <ConfirmButton question={t.tokens.takeBackQuestion(token.serial)} consequence={t.tokens.takeBackConsequence} onConfirm={takeBack.run}>{t.tokens.takeBack}</ConfirmButton>;
  }
  const assign = async ({ userId }: { userId: string }): Promise<void> => {
    await api.call(assignToken, { parameters, body: { userId } });
    onChange();
  };
  return (
    <>
      <Button type="primary" onClick={() => setAssigning(true)}>{t.tokens.assign}</Button>
      <FormModal<{ userId: string }> open={assigning} title={t.tokens.assign} submitText={t.tokens.assign} submit={assign} onClose={() => setAssigning(false)}>
        <Field name="userId" label={t.tokens.assignTo} required><UserPicker site={token.siteId} /></Field>
      </FormModal>
    </>
  );
}

function Condition({ token, onChange }: { readonly token: Token; readonly onChange: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { id, serial, version, enabled, lost } = token;
  const toggle = useAction(async () => {
    await api.call(updateToken, { parameters: { id }, body: { enabled: !enabled }, version });
    onChange();
  }, enabled ? t.tokens.disabledNow : t.tokens.enabledNow);
  const lose = useAction(async () => {
    await api.call(reportTokenLost, { parameters: { id }, body: { lost: !lost } });
    onChange();
  }, lost ? t.tokens.foundNow : t.tokens.lostNow);
  return (
    <>
      {enabled
        ? <ConfirmButton question={`${t.actions.disable}?`} consequence={t.tokens.disableConsequence} onConfirm={toggle.run}>{t.actions.disable}</ConfirmButton>
        : <Button loading={toggle.busy} onClick={() => { void toggle.run(); }}>{t.actions.enable}</Button>}
      {lost
        ? <Button loading={lose.busy} onClick={() => { void lose.run(); }}>{t.tokens.found}</Button>
        : <ConfirmButton danger question={t.tokens.lostQuestion(serial)} consequence={t.tokens.lostConsequence} onConfirm={lose.run}>{t.tokens.lost}</ConfirmButton>}
    </>
  );
}

function Deletion({ token, onGone, label }: { readonly token: Token; readonly onGone: () => void; readonly label: string }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const remove = useAction(async () => {
    await api.call(deleteToken, { parameters: { id: token.id }, version: token.version });
    onGone();
  }, t.tokens.deleted);
  return <DeleteButton type="tokens" id={token.id} question={t.tokens.deleteQuestion(token.serial)} onConfirm={remove.run}>{label}</DeleteButton>;
}
