import { issueTemporaryPassword, withdrawTemporaryPassword } from '@countersign/contracts/admin-api';
import { Alert, Button, Flex, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/index.ts';
import { ConfirmButton } from '../../widgets/ConfirmButton.tsx';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { Once } from '../../widgets/Once.tsx';
import { OnceWindow } from '../../widgets/OnceWindow.tsx';
import { useAction } from '../../widgets/use-action.ts';
import type { TokenWithState } from './token-with-state.ts';

const DAY_HOURS = 24;

/** What stands in for the codes of a lost token, as long as it is lost. */
export function TemporaryPassword({ data: { token, temporaryPassword }, onChange }: { readonly data: TokenWithState; readonly onChange: () => void }): ReactNode {
  const t = useTexts();
  const api = useApi();
  const format = useFormat();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<string>();
  const parameters = { id: token.id };
  const withdraw = useAction(async () => {
    await api.call(withdrawTemporaryPassword, { parameters });
    onChange();
  }, t.standIns.removed);
  const make = async ({ validHours }: { validHours: number }): Promise<void> => {
    const { password } = await api.call(issueTemporaryPassword, { parameters, body: { validHours } });
    setMade(password);
  };
  const close = (): void => {
    setMade(undefined);
    onChange();
  };
  const validities = [[DAY_HOURS, t.standIns.validities.day], [3 * DAY_HOURS, t.standIns.validities.threeDays], [7 * DAY_HOURS, t.standIns.validities.week], [30 * DAY_HOURS, t.standIns.validities.month]] as const;
  return (
    <>
      <Alert
        type="info" showIcon title={t.standIns.temporaryPassword}
        description={(
          <Flex vertical gap={8}>
            <span>{t.standIns.temporaryHint}</span>
            <strong>{temporaryPassword === null ? t.standIns.temporaryNone : t.standIns.temporarySince(temporaryPassword.createdBy, format.instant(temporaryPassword.expiresAt))}</strong>
            <Flex wrap gap={8}>
              <Button onClick={() => setMaking(true)}>{temporaryPassword === null ? t.standIns.make : t.standIns.makeAgain}</Button>
              {temporaryPassword === null ? null : <ConfirmButton danger question={t.standIns.removeQuestion} consequence={t.standIns.removeConsequence} onConfirm={withdraw.run}>{t.standIns.remove}</ConfirmButton>}
            </Flex>
          </Flex>
        )}
      />
      <FormModal<{ validHours: number }> open={making} title={t.standIns.make} submitText={t.standIns.make} initial={{ validHours: 3 * DAY_HOURS }} submit={make} onClose={() => setMaking(false)}>
        <Field name="validHours" label={t.standIns.validFor} required><Select options={validities.map(([value, label]) => ({ value, label }))} /></Field>
      </FormModal>
      <OnceWindow open={made !== undefined} title={t.standIns.temporaryPassword} onClose={close}>
        <Once secret={made ?? ''} warning={t.standIns.temporaryOnce} />
      </OnceWindow>
    </>
  );
}
