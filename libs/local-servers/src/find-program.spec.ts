import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '@countersign/testing';
import { findProgram } from './find-program.ts';

describe('finding a program', () => {
  const folder = temporaryFolder();
  const other = temporaryFolder();

  beforeAll(async () => {
    for (const place of [folder, other]) {
      await writeFile(join(place, 'our-server'), '#!/bin/sh\n');
      await chmod(join(place, 'our-server'), 0o755);
    }
    await writeFile(join(folder, 'our-notes'), 'not a program');
    await mkdir(join(folder, 'our-folder'));
  });

  test('takes the first on the path', async () => {
    expect(await findProgram('our-server', `${other}:${folder}`)).toBe(join(other, 'our-server'));
  });

  test('knows the folders of servers that an ordinary PATH leaves out', async () => {
    expect(await findProgram('ldconfig', '')).toMatch(/\/sbin\/ldconfig$/);
  });

  test.each(['our-notes', 'our-folder', 'nobody-has-this'])('does not take %s for a program', async (name) => {
    expect(await findProgram(name, folder)).toBeUndefined();
  });

  test('ignores relative entries: a program in the working folder is not started by accident', async () => {
    const here = process.cwd();
    process.chdir(folder);
    try {
      expect(await findProgram('our-server', '.::bin')).toBeUndefined();
    } finally {
      process.chdir(here);
    }
  });
});
