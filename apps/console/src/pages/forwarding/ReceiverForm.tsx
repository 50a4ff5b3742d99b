import { forwardingSettingsSchema } from '@countersign/contracts';
import { updateAuditForwarding } from '@countersign/contracts/admin-api';
import { Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { useApi } from '../../api/api-context.ts';
import { useTexts } from '../../i18n/index.ts';
import { Field } from '../../widgets/Field.tsx';
import { FormModal } from '../../widgets/FormModal.tsx';
import type { Forwarding } from './forwarding.ts';

interface Values {
  readonly host: string;
  readonly port: number;
  readonly transport: 'tcp' | 'tls';
  readonly authority?: string | null;
  readonly facility: number;
  readonly begin: 'go-on' | 'everything' | 'next';
}

export interface ReceiverFormProps {
  readonly open: boolean;
  readonly forwarding: Forwarding;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

const { shape } = forwardingSettingsSchema;
/** The ports that are registered for syslog over TLS (RFC 5425), and in use over TCP. */
const PORTS = { tls: 6514, tcp: 514 } as const;
/** RFC 5424 section 6.2.1. */
const FACILITIES = { 4: 'auth', 10: 'authpriv', 13: 'log audit', 16: 'local0', 17: 'local1', 18: 'local2', 19: 'local3', 20: 'local4', 21: 'local5', 22: 'local6', 23: 'local7' } as const;

/** Port, transport and authority belong to the receiver, an authority to TLS. */
const choices = { host: ['port', 'transport', 'authority'], transport: ['authority'] };

/** The receiver of the trail, and what of the trail it gets first. */
export function ReceiverForm({ open, forwarding: { settings, version }, onClose, onDone }: ReceiverFormProps): ReactNode {
  const t = useTexts();
  const api = useApi();
  const submit = async ({ begin, authority, ...receiver }: Values): Promise<void> => {
    await api.call(updateAuditForwarding, { body: { settings: { ...receiver, authority: receiver.transport === 'tls' && authority ? authority : null }, begin }, version });
    onDone();
  };
  const initial: Partial<Values> = settings === null
    ? { transport: 'tls', port: PORTS.tls, facility: 13, begin: 'next' }
    : { ...settings, begin: 'go-on' };
  const begins = (['next', 'everything', 'go-on'] as const).filter((value) => settings !== null || value !== 'go-on');
  return (
    <FormModal<Values> open={open} title={t.forwarding.receiver} width={620} initial={initial} submit={submit} onClose={onClose} edited={{ version, reload: onDone }} choices={choices}>
      <Field name="host" label={t.forwarding.host} schema={shape.host} required />
      <Field name="port" label={t.forwarding.port} schema={shape.port} required><InputNumber precision={0} style={{ width: 160 }} /></Field>
      <Field name="transport" label={t.forwarding.transport} required hint={t.forwarding.transportHint}>
        <Select options={(['tls', 'tcp'] as const).map((value) => ({ value, label: t.forwarding.transports[value] }))} />
      </Field>
      <Field name="authority" label={t.forwarding.authority} nullable hint={t.forwarding.authorityHint}><Input.TextArea className="mono" rows={4} placeholder="-----BEGIN CERTIFICATE-----" /></Field>
      <Field name="facility" label={t.forwarding.facility} required>
        <Select options={Object.entries(FACILITIES).map(([value, name]) => ({ value: Number(value), label: `${value} (${name})` }))} />
      </Field>
      <Field name="begin" label={t.forwarding.from} required><Select options={begins.map((value) => ({ value, label: t.forwarding.begins[value] }))} /></Field>
    </FormModal>
  );
}
