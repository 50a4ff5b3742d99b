import { CARD_USES, CARDS_AT_ONCE, makeScratchCards } from '@countersign/contracts/admin-api';
import { Alert, App, Checkbox, DatePicker, Flex, Form, InputNumber, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api-context.ts';
import { SitePicker } from '../../directory/SitePicker.tsx';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { download } from '../../widgets/csv.ts';
import { isOver } from '../../widgets/dates.ts';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';

interface Values {
  readonly siteId: string;
  readonly count: number;
  readonly uses: number;
  readonly digits: 6 | 8;
  readonly endsAt?: Dayjs | null;
  readonly usePin: boolean;
}

export interface MakeCardsProps {
  readonly open: boolean;
  readonly siteId?: string | undefined;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Makes scratch cards and hands them over as a PDF to print, once. */
export function MakeCards({ open, siteId, onClose, onDone }: MakeCardsProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const { message } = App.useApp();
  const { language } = useLanguage();
  const { shape } = makeScratchCards.body;
  const make = async ({ endsAt, ...values }: Values, idempotencyKey: string): Promise<void> => {
    const { tokens, document } = await api.call(makeScratchCards, {
      body: { ...values, language, ...endsAt ? { endsAt: endsAt.endOf('day').toISOString() } : {} }, idempotencyKey,
    });
    download(new Blob([bytesOf(document)], { type: 'application/pdf' }), 'scratch-cards.pdf');
    void message.success(t.tokens.cardsMade(String(tokens.length)));
    onDone();
  };
  return (
    <FormModal<Values>
      open={open} title={t.tokens.makeCards} submitText={t.tokens.makeCards} submit={make} onClose={onClose}
      initial={{ count: 10, uses: CARD_USES.usual, digits: 6, usePin: true, ...siteId === undefined ? {} : { siteId } }}
    >
      <Alert type="info" showIcon title={t.tokens.cardsHint} style={{ marginBlockEnd: 16 }} />
      <Field name="siteId" label={t.words.site} required><SitePicker /></Field>
      <Flex gap={16} wrap>
        <Field name="count" label={t.tokens.cardCount} schema={shape.count} required><InputNumber min={1} max={CARDS_AT_ONCE} precision={0} /></Field>
        <Field name="uses" label={t.tokens.cardUses} schema={shape.uses} required><InputNumber min={CARD_USES.minimum} max={CARD_USES.maximum} precision={0} /></Field>
        <Field name="digits" label={t.tokens.digits}><Select style={{ minWidth: 80 }} options={[6, 8].map((value) => ({ value, label: String(value) }))} /></Field>
        <Field name="endsAt" label={`${t.words.end} (${t.words.optional})`}><DatePicker disabledDate={isOver} /></Field>
      </Flex>
      <Form.Item name="usePin" valuePropName="checked"><Checkbox>{t.tokens.usePin}</Checkbox></Form.Item>
    </FormModal>
  );
}

function bytesOf(base64Url: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64Url.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}
