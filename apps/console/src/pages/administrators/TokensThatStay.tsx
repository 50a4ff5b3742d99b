import { listTokens } from '@countersign/contracts/admin-api';
import { Checkbox, Form } from 'antd';
import { type ReactNode, useEffect } from 'react';
import { useLoaded } from '../../api/use-loaded.ts';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';
import { ProblemAlert } from '../../widgets/ProblemAlert.tsx';
import { useTokenTexts } from '../tokens/use-token-texts.ts';

/** Which tokens of the chosen user go on: none unless it is ticked, since somebody may have kept its seed. Nothing for a user without tokens. */
export function TokensThatStay(): ReactNode {
  const t = useTexts();
  const form = Form.useFormInstance();
  const userId = Form.useWatch<string | undefined>('userId');
  const { typeOf } = useTokenTexts();
  const { data, problem, reload } = useLoaded(listTokens, userId === undefined ? null : { query: { userId } });
  // The last answer stays while the next one is loaded.
  const tokens = data?.items.filter(({ assignment }) => assignment?.userId === userId) ?? [];
  const asks = tokens.length > 0;
  useEffect(() => form.setFieldValue('keepTokens', asks ? [] : undefined), [form, userId, asks]);
  if (problem !== undefined) return <ProblemAlert problem={problem} onRetry={reload} />;
  if (!asks) return null;
  return (
    <Field name="keepTokens" label={t.administrators.keepTokens} hint={t.administrators.keepTokensHint}>
      <Checkbox.Group options={tokens.map((token) => ({ value: token.id, label: `${token.serial} · ${typeOf(token)}` }))} />
    </Field>
  );
}
