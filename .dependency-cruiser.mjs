/** The import rules of the house (docs/adr/0001-house.md), enforced by `npm test`. */
const pure = '^libs/(otp|radius|token-files)/src';
export default {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-rag-bag-folder', severity: 'error', comment: 'A folder is named for what it can do.',
      from: {}, to: { path: '^(libs|services|apps|deploy|test)/.*/(common|shared|utils|helpers)/', pathNot: 'node_modules' },
    },
    {
      name: 'pure-libs-import-nothing-of-ours', severity: 'error',
      from: { path: '^libs/(otp|radius|token-files)/src/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(libs|services|apps|deploy|test)/', pathNot: '^libs/(otp|radius|token-files)/src/' },
    },
    {
      name: 'pure-libs-do-not-import-each-other', severity: 'error',
      from: { path: '^libs/(otp|radius|token-files)/src/', pathNot: '\\.spec\\.ts$' },
      to: { path: pure, pathNot: '^libs/$1/' },
    },
    {
      name: 'domain-is-pure', severity: 'error',
      comment: 'A domain folder knows otp, radius, token-files, contracts and itself: no Nest, no driver, no I/O.',
      from: { path: '^services/[^/]+/src/domain/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^services/[^/]+/src/domain/', '^libs/(otp|radius|token-files|contracts)/src/', '^node:crypto$', '^crypto$', '^buffer$', 'node_modules/ipaddr\\.js'] },
    },
    {
      name: 'application-knows-domain-and-its-ports', severity: 'error',
      from: { path: '^services/([^/]+)/src/application/', pathNot: '\\.spec\\.ts$' },
      to: {
        path: ['^services/[^/]+/src/adapters/', '^libs/(messaging|persistence|local-servers|testing)/', 'node_modules/(@nestjs|typeorm|pg|@redis|@nats-io)'],
      },
    },
    {
      name: 'a-service-never-imports-another', severity: 'error',
      from: { path: '^services/([^/]+)/' }, to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'only-standalone-imports-several-services', severity: 'error',
      from: { path: '^(libs|apps|test|deploy/(?!standalone))' }, to: { path: '^services/' },
    },
    {
      name: 'libs-import-only-libs', severity: 'error',
      from: { path: '^libs/' }, to: { path: '^(services|apps|deploy|test)/' },
    },
    {
      name: 'only-token-admin-loads-the-admin-api', severity: 'error',
      comment: 'Its schemas take memory in every process that imports them.',
      from: { path: '^(services/(?!token-admin/)|libs/(?!contracts/src/admin-api/))', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/contracts/src/admin-api/' },
    },
    {
      name: 'apps-import-contracts-and-pure-libs', severity: 'error',
      from: { path: '^apps/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/', pathNot: '^libs/(contracts|otp|radius)/' },
    },
    {
      name: 'testing-is-for-tests', severity: 'error',
      from: { path: '^(libs/(?!testing)|services|apps|deploy)', pathNot: '\\.spec\\.ts$' },
      to: { path: '^libs/testing/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'dist'] },
    exclude: { path: '/dist/' },
    parser: 'swc', // TypeScript 7 has no compiler API yet
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { conditionNames: ['countersign-source', 'import', 'node', 'default'], exportsFields: ['exports'], extensions: ['.ts', '.mjs', '.js', '.json'] },
  },
};
