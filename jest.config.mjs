/** Unit, conformance, integration and end-to-end tests; every package runs on its sources, without a build. */
export default {
  // Real servers, shared by the run and started when a spec asks for one.
  globalSetup: '<rootDir>/libs/testing/jest/global-setup.mjs',
  globalTeardown: '<rootDir>/libs/testing/jest/global-teardown.mjs',
  testSequencer: '<rootDir>/libs/testing/jest/slowest-first.mjs',
  testEnvironment: 'node',
  // Workspace packages offer their sources under this condition (package.json `exports`).
  testEnvironmentOptions: { customExportConditions: ['countersign-source', 'node', 'node-addons'] },
  roots: ['<rootDir>/libs', '<rootDir>/services', '<rootDir>/apps', '<rootDir>/deploy', '<rootDir>/test'],
  testMatch: ['**/src/**/*.spec.ts'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', {
      jsc: {
        target: 'es2024',
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
      },
      module: { type: 'es6' },
      sourceMaps: 'inline',
    }],
  },
  modulePathIgnorePatterns: ['/dist/'],
  // Many tests wait for servers rather than compute.
  maxWorkers: 3,
  // What one suite loaded stays until its worker ends: a worker that has grown is replaced by a new one.
  workerIdleMemoryLimit: '1200MB',
  // For tests and hooks alike: ends what hangs, and is no measure of what is slow because the machine is busy.
  testTimeout: 120_000,
};
