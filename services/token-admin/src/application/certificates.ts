import { X509Certificate } from 'node:crypto';
import { Refused } from '../domain/refused.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** @param pem authorities that a server's certificate is checked by @throws Refused bad-request when there is none, or one that cannot be read */
export function requireCertificates(pem: string): void {
  const blocks = pem.match(CERTIFICATE) ?? [];
  if (blocks.length === 0) throw new Refused('bad-request', 'There is no certificate (PEM) in what was given.');
  for (const block of blocks) {
    try {
      void new X509Certificate(block);
    } catch {
      throw new Refused('bad-request', 'A certificate cannot be read.');
    }
  }
}
