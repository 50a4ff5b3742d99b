import { randomBytes } from 'node:crypto';
import { Controller, Get, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../access.guard.ts';
import { CONSOLE_FILES } from '../provided.ts';
import { SECURITY_HEADERS } from '../security-headers.ts';
import { type ConsoleFile, type ConsoleFiles, NONCE_PLACEHOLDER, packedContent } from './console-files.ts';

const NONCE_BYTES = 16;

/**
 * What the page may do: its own files and this server's API. Ant Design writes its styles while it runs, each with the
 * nonce of this very page; scripts come from files alone, and nothing frames the page or is sent elsewhere.
 */
const policyWith = (nonce: string): string => [
  "default-src 'none'", "script-src 'self'", `style-src 'self' 'nonce-${nonce}'`, "img-src 'self' data:", "font-src 'self'", "connect-src 'self'",
  "manifest-src 'self'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
].join('; ');

const NO_DEVICES = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';
const A_YEAR = 'public, max-age=31536000, immutable';
const AN_HOUR = 'public, max-age=3600';

/** What can only be a file: a name with an extension as its last part. */
const FILE = /\.[A-Za-z0-9]+$/;
/** Paths of other surfaces; what they do not know is no page of the console either. */
const OTHERS = /^\/(?:api|health|metrics)(?:\/|$)/;

/** Serves the console: its files, and its one page for every other path, which the page itself understands. */
@Public()
@Controller()
export class ConsoleController {
  constructor(@Inject(CONSOLE_FILES) private readonly console: ConsoleFiles | null) {}

  @Get('*')
  async serve(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const [path = '/'] = request.url.split('?');
    if (this.console === null || OTHERS.test(path)) throw new NotFoundException();
    const file = this.console.files.get(path);
    if (file !== undefined) await sendFile(reply, file, acceptsGzip(request));
    else if (FILE.test(path)) throw new NotFoundException();
    else await this.sendPage(reply, this.console);
  }

  private async sendPage(reply: FastifyReply, { page }: ConsoleFiles): Promise<void> {
    const nonce = randomBytes(NONCE_BYTES).toString('base64');
    await reply.status(200).headers({
      ...SECURITY_HEADERS, 'content-type': 'text/html; charset=utf-8', 'content-security-policy': policyWith(nonce), 'permissions-policy': NO_DEVICES,
    }).send(page.replaceAll(NONCE_PLACEHOLDER, nonce));
  }
}

const acceptsGzip = ({ headers }: FastifyRequest): boolean => /(?:^|,)\s*gzip\s*(?:,|$|;\s*q=(?:1|0\.\d*[1-9]))/.test(headers['accept-encoding'] ?? '');

async function sendFile(reply: FastifyReply, file: ConsoleFile, gzip: boolean): Promise<void> {
  const packed = gzip ? packedContent(file) : undefined;
  await reply.status(200).headers({
    ...SECURITY_HEADERS, 'content-type': file.type, 'cache-control': file.hashed ? A_YEAR : AN_HOUR,
    vary: 'accept-encoding', ...packed === undefined ? {} : { 'content-encoding': 'gzip' },
  }).send(packed ?? file.content);
}
