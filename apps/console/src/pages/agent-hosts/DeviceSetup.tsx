import { type AgentHost, nasProfiles } from '@countersign/contracts/admin-api';
import { Alert, Card, Flex, Typography } from 'antd';
import { type ReactNode, useCallback } from 'react';
import { useLocation } from 'react-router';
import { type ListenedPorts, useGatewayPorts } from '../../health/use-gateway-ports.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';

/** What to enter on a device of this kind. */
export function DeviceSetup({ host }: { readonly host: AgentHost }): ReactNode {
  const t = useTexts();
  const { language } = useLanguage();
  const { hash } = useLocation();
  // A link from elsewhere leads here, below what stands before it.
  const arrive = useCallback((card: HTMLElement | null) => { if (hash === '#device') card?.scrollIntoView(); }, [hash]);
  const ports = useGatewayPorts();
  const { label, setup, timeoutSeconds, tries, challenges, accounting } = nasProfiles[host.nasProfile];
  return (
    <Card ref={arrive} id="device" title={`${t.radius.setup}: ${label[language]}`} style={{ scrollMarginTop: 80 }} styles={{ title: { whiteSpace: 'normal', paddingBlock: 8 } }}>
      <Flex vertical gap={12}>
        {challenges ? null : <Alert type="info" showIcon title={t.radius.noChallenges} />}
        {accounting ? null : <Alert type="info" showIcon title={t.radius.noAccounting} />}
        <ol style={{ margin: 0, paddingInlineStart: 20 }}>{setup[language].map((line) => <li key={line} style={{ overflowWrap: 'anywhere' }}>{withPorts(line, ports)}</li>)}</ol>
        <Typography.Text type="secondary">{t.radius.setupFacts(timeoutSeconds.recommended, tries.recommended)}</Typography.Text>
      </Flex>
    </Card>
  );
}

/** The instructions name the usual ports; where the gateways agree on others, those. */
function withPorts(line: string, { authentication, accounting }: ListenedPorts): string {
  const one = (ports: readonly number[], usual: string): string => (ports.length === 1 ? String(ports[0]) : usual);
  return line.replaceAll(/\b181[23]\b/g, (usual) => (usual === '1812' ? one(authentication, usual) : one(accounting, usual)));
}
