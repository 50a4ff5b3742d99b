import { makeToken, type Token } from '@countersign/contracts/admin-api';
import { Alert, Checkbox, Flex, Form, Input, Segmented, Select } from 'antd';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.ts';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useSites } from '../../directory/sites-context.ts';
import { UserPicker } from '../../directory/UserPicker.tsx';
import { useTexts } from '../../i18n/index.ts';
import { useSession } from '../../session/session-context.ts';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import { OnceWindow } from '../../widgets/OnceWindow.tsx';
import { Seed } from './Seed.tsx';

interface Values {
  readonly siteId: string;
  readonly assignTo?: string;
  readonly type: 'totp' | 'hotp';
  readonly hash: 'sha1' | 'sha256' | 'sha512';
  readonly digits: 6 | 8;
  readonly period: 30 | 60;
  readonly issuer?: string | null;
  readonly serial?: string | null;
  readonly usePin: boolean;
}

export interface MakeTokenProps {
  readonly open: boolean;
  readonly siteId?: string | undefined;
  /** Whose token it will be; asked for when it is not given. */
  readonly assignTo?: { readonly id: string; readonly login: string };
  readonly onClose: () => void;
  readonly onDone: (token: Token) => void;
  /** Stands below the QR code instead of the button that closes it. */
  readonly proof?: (token: Token, close: () => void) => ReactNode;
}

/** Makes a token for an authenticator app, then shows its QR code once. */
export function MakeToken({ open, siteId, assignTo, onClose, onDone, proof }: MakeTokenProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { session: { administrator } } = useSession();
  const isOwn = assignTo !== undefined && assignTo.id === administrator?.id;
  const [made, setMade] = useState<{ readonly token: Token; readonly otpauth: string } | null>(null);
  const make = async ({ assignTo: chosen, serial, issuer, ...values }: Values, idempotencyKey: string): Promise<void> => {
    const owner = assignTo?.id ?? chosen;
    const reply = await api.call(makeToken, {
      body: { ...values, ...serial ? { serial } : {}, ...issuer ? { issuer } : {}, ...owner === undefined ? {} : { assignTo: owner } }, idempotencyKey,
    });
    setMade(reply);
    onDone(reply.token);
  };
  return (
    <>
      <FormModal<Values>
        open={open} title={t.tokens.make} submitText={t.tokens.make} submit={make} onClose={onClose} width={560}
        initial={{ type: 'totp', hash: 'sha1', digits: 6, period: 30, usePin: true, ...siteId === undefined ? {} : { siteId } }}
      >
        <MakeTokenFields fixedSite={assignTo !== undefined} fixedUser={assignTo !== undefined} isOwn={isOwn} />
      </FormModal>
      <OnceWindow open={made !== null} title={made === null ? '' : t.tokens.made(made.token.serial)} onClose={() => setMade(null)} ownButtons={proof !== undefined}>
        {made === null ? null : <><Seed otpauth={made.otpauth} />{proof?.(made.token, () => setMade(null))}</>}
      </OnceWindow>
    </>
  );
}

function MakeTokenFields({ fixedSite, fixedUser, isOwn }: { readonly fixedSite: boolean; readonly fixedUser: boolean; readonly isOwn: boolean }): ReactNode {
  const t = useTexts();
  const type = Form.useWatch<Values['type'] | undefined>('type');
  const siteId = Form.useWatch<string | undefined>('siteId');
  const { pathOf } = useSites();
  const issuer = isOwn ? t.app.name : siteId === undefined ? undefined : pathOf(siteId).split('/').at(-1);
  const { shape } = makeToken.body;
  return (
    <>
      <Alert type="info" showIcon title={t.tokens.makeHint} style={{ marginBlockEnd: 16 }} />
      {fixedSite ? <Form.Item name="siteId" hidden><input type="hidden" /></Form.Item> : <Field name="siteId" label={t.words.site} required><SitePicker /></Field>}
      {fixedUser ? null : <Field name="assignTo" label={`${t.tokens.assignTo} (${t.words.optional})`}><UserPicker site={siteId} /></Field>}
      <Field name="type" label={t.tokens.makeType}>
        <Segmented block options={[{ value: 'totp', label: t.tokens.totp }, { value: 'hotp', label: t.tokens.hotp }]} />
      </Field>
      <Flex gap={16}>
        <div style={{ flex: 1 }}><Field name="hash" label={t.tokens.hash}><Select options={['sha1', 'sha256', 'sha512'].map((value) => ({ value, label: value.replace('sha', 'SHA-') }))} /></Field></div>
        <div style={{ flex: 1 }}><Field name="digits" label={t.tokens.digits}><Select options={[6, 8].map((value) => ({ value, label: String(value) }))} /></Field></div>
        {type === 'hotp' ? null : (
          <div style={{ flex: 1 }}><Field name="period" label={t.tokens.period}><Select options={[30, 60].map((value) => ({ value, label: t.tokens.seconds(value) }))} /></Field></div>
        )}
      </Flex>
      <p style={{ marginBlockStart: 0 }}>{t.tokens.compatibility}</p>
      <Field name="issuer" label={t.tokens.issuer} schema={shape.issuer} hint={isOwn ? t.tokens.ownIssuerHint : t.tokens.issuerHint} nullable><Input autoComplete="off" {...issuer === undefined ? {} : { placeholder: issuer }} /></Field>
      <Field name="serial" label={t.tokens.serial} schema={shape.serial} hint={t.tokens.serialHint} nullable />
      <Form.Item name="usePin" valuePropName="checked" extra={isOwn ? t.tokens.ownPinHint : t.tokens.usePinHint}><Checkbox>{isOwn ? t.tokens.ownPin : t.tokens.usePin}</Checkbox></Form.Item>
    </>
  );
}
