import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { freeTcpPort } from '@countersign/local-servers';
import type { StartedTestContainer } from 'testcontainers';

/** A server that tests may stop and start again. */
export interface StoppableServer {
  readonly host: string;
  /** Stays the same over `restart`. */
  readonly port: number;
  stop(): Promise<void>;
  /** As a crash: nothing is flushed. */
  kill(): Promise<void>;
  /** Starts it again with its data, on its port. */
  restart(): Promise<void>;
}

/** Whether a Docker engine answers. Without its socket the library is not even loaded: that alone takes a second. */
export async function dockerAnswers(): Promise<boolean> {
  const sockets = ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock'), join(process.env['XDG_RUNTIME_DIR'] ?? '/nowhere', 'docker.sock')];
  if (process.env['DOCKER_HOST'] === undefined && !sockets.some((socket) => existsSync(socket))) return false;
  try {
    const { getContainerRuntimeClient } = await import('testcontainers');
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

export interface ContainerRequest {
  image: string;
  command: string[];
  port: number;
  files: readonly { target: string; content: string }[];
  /** A line of its log that means ready. */
  readyLine: RegExp;
}

/** Starts a container that Docker removes with the run (testcontainers' reaper). */
export async function startContainer({ image, command, port, files, readyLine }: ContainerRequest): Promise<StoppableServer> {
  const { GenericContainer, Wait } = await import('testcontainers');
  // A port of our choice: one that Docker picks changes with every restart.
  const hostPort = await freeTcpPort();
  const container: StartedTestContainer = await new GenericContainer(image)
    .withCommand(command)
    .withCopyContentToContainer(files.map((file) => ({ ...file })))
    .withExposedPorts({ container: port, host: hostPort })
    .withWaitStrategy(Wait.forLogMessage(readyLine))
    .start();
  return {
    host: container.getHost(), port: hostPort,
    stop: async () => { await container.stop({ remove: false }); },
    kill: async () => { await container.stop({ remove: false, timeout: 0 }); },
    restart: async () => { await container.restart(); },
  };
}
