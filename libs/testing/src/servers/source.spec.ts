import { describe, expect, test } from '@jest/globals';
import { findSource, SERVERS, type HostProbes, type ServerName } from './source.ts';

interface Host { url?: string; program?: string; docker?: boolean; installs?: boolean }

/** A host with some of the sources; what was asked of it is recorded. */
function host(server: ServerName, { url, program, docker = false, installs = false }: Host): HostProbes & { asked: string[] } {
  const asked: string[] = [];
  let installed = false;
  return {
    asked,
    environment: { [SERVERS[server].urlVariable]: url },
    findProgram: async (name) => {
      asked.push(`program ${name}`);
      return installed ? `/usr/sbin/${name}` : program;
    },
    dockerAnswers: async () => {
      asked.push('docker');
      return docker;
    },
    install: async (name) => {
      asked.push(`install ${name}`);
      installed = installs;
      return installs ? 'installed' : { reason: '(This process is not root.)' };
    },
  };
}

describe.each(['nats', 'redis'] as const)('%s for tests comes from', (server) => {
  const { program, debianPackage, urlVariable } = SERVERS[server];

  test('the given address before anything else', async () => {
    const probes = host(server, { url: 'x://given', program: '/bin/x', docker: true, installs: true });
    expect(await findSource(server, 'shared', probes)).toEqual({ kind: 'url', url: 'x://given' });
    expect(probes.asked).toEqual([]);
  });

  test('a program, when no address is given or the server is to be stopped', async () => {
    const sources = [
      await findSource(server, 'shared', host(server, { program: '/bin/x', docker: true, installs: true })),
      await findSource(server, 'shared', host(server, { url: '', program: '/bin/x', docker: true })),
      await findSource(server, 'private', host(server, { url: 'x://given', program: '/bin/x', docker: true })),
    ];
    expect(sources).toEqual([1, 2, 3].map(() => ({ kind: 'program', path: '/bin/x' })));
  });

  test('a container, when there is no program', async () => {
    const probes = host(server, { docker: true, installs: true });
    expect(await findSource(server, 'shared', probes)).toEqual({ kind: 'container' });
    expect(probes.asked).toEqual([`program ${program}`, 'docker']);
  });

  test('a Debian package, when there is no engine either', async () => {
    const probes = host(server, { installs: true });
    expect(await findSource(server, 'shared', probes)).toEqual({ kind: 'program', path: `/usr/sbin/${program}` });
    expect(probes.asked).toEqual([`program ${program}`, 'docker', `install ${debianPackage}`, `program ${program}`]);
  });

  test('never a container, when its program is to be tested', async () => {
    const probes = host(server, { url: 'x://given', docker: true, installs: true });
    expect(await findSource(server, 'program', probes)).toEqual({ kind: 'program', path: `/usr/sbin/${program}` });
    expect(probes.asked).not.toContain('docker');
    await expect(findSource(server, 'program', host(server, { docker: true }))).rejects.not.toThrow('Docker');
  });

  test('nowhere: that is a failure which says what to do', async () => {
    const shared = findSource(server, 'shared', host(server, {}));
    await expect(shared).rejects.toThrow(`apt-get install ${debianPackage}`);
    await expect(shared).rejects.toThrow('Docker');
    await expect(shared).rejects.toThrow(urlVariable);
    await expect(shared).rejects.toThrow('not root');
    const own = findSource(server, 'private', host(server, { url: 'x://given' }));
    await expect(own).rejects.toThrow(`apt-get install ${debianPackage}`);
    await expect(own).rejects.not.toThrow(urlVariable);
  });
});
