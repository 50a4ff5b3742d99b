import { type Logger, nestLogger } from '@countersign/observability';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

/** The provider of a module that begins to serve once everything is tied together; the module's hooks end it. */
export interface Serving {
  start(): Promise<void>;
}

/** Ties a module together without any server of Nest's, and starts it. Whatever fails: nothing is left running. */
export async function openModule<Started extends Serving>(
  module: DynamicModule, serving: Type<Started>, logger: Logger,
): Promise<{ readonly serving: Started; stop(): Promise<void> }> {
  const application = await NestFactory.createApplicationContext(module, { logger: nestLogger(logger), abortOnError: false });
  try {
    const started = application.get(serving);
    await started.start();
    return { serving: started, stop: () => application.close() };
  } catch (error) {
    await application.close();
    throw error;
  }
}
