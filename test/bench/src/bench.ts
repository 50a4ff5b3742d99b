import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { LoadProcess } from './load/load-process.ts';
import type { BenchOptions } from './options.ts';
import { type Peer, startPeer } from './peer/peer.ts';
import { loadPeer } from './peer/load-peer.ts';
import { type Population, makePopulation } from './people/population.ts';
import { type BenchDatabase, startBenchDatabase } from './systems/bench-database.ts';
import { shareInstallation, startOurs } from './systems/start-ours.ts';
import type { OurSystem, Way } from './systems/system.ts';
import { worthTelling } from './systems/worth-telling.ts';

/** What a scenario works with: one PostgreSQL, a load process, and what it starts itself. Closing stops all of it. */
export class Bench {
  private readonly stops: (() => Promise<unknown>)[] = [];
  private readonly names = new Set<string>();

  private constructor(
    readonly options: BenchOptions,
    /** For whatever is thrown away afterwards. */
    readonly folder: string,
    readonly database: BenchDatabase,
    readonly load: LoadProcess,
    readonly log: (line: string) => void,
  ) {}

  static async open(options: BenchOptions, log: (line: string) => void): Promise<Bench> {
    await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(path.join(options.dataDir, 'run-'));
    log('PostgreSQL starts (fsync and synchronous_commit are on)');
    const database = await startBenchDatabase(folder);
    return new Bench(options, folder, database, LoadProcess.start(), log);
  }

  async population(prefix: string, count: number): Promise<Population> {
    return makePopulation(path.join(this.folder, `seeds-${prefix}`), prefix, count);
  }

  /** Ours in a database of its own. @param purpose tells systems of the same way apart */
  async startOurs(way: Way, purpose = ''): Promise<OurSystem> {
    const name = this.nameFor(`${way}${purpose === '' ? '' : `_${purpose}`}`);
    const dataDir = path.join(this.folder, name);
    await shareInstallation(this.folder, dataDir);
    this.log(`${name} starts`);
    const system = await startOurs(way, {
      dataDir, adminUrl: await this.database.create(name), profileDir: this.options.profileDir,
      log: (line) => { if (worthTelling(line)) this.log(`${name}: ${line}`); },
    });
    this.stops.push(() => system.stop());
    return system;
  }

  /** FreeRADIUS with these people, in a database of its own. */
  async startPeer(population: Population): Promise<Peer> {
    const name = this.nameFor('freeradius');
    this.log(`${name} starts`);
    const adminUrl = await this.database.create(name);
    await loadPeer(adminUrl, () => population.people());
    const peer = await startPeer({ folder: path.join(this.folder, name), adminUrl, log: this.log });
    this.stops.push(() => peer.stop());
    return peer;
  }

  /** Everything that a scenario started; PostgreSQL and the load process stay. */
  async stopSystems(): Promise<void> {
    for (const stop of this.stops.splice(0).toReversed()) await stop();
  }

  async close(): Promise<void> {
    try {
      await this.stopSystems();
    } finally {
      this.load.stop();
      await this.database.stop();
      await rm(this.folder, { recursive: true, force: true });
    }
  }

  private nameFor(wanted: string): string {
    let name = wanted;
    for (let number = 2; this.names.has(name); number += 1) name = `${wanted}_${number}`;
    this.names.add(name);
    return name;
  }
}
