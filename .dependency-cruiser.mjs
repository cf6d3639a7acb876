// The dependency rules of docs/design.md, enforced by `npm run structure`. A spec (tools/structure.spec.ts) proves that
// a deliberate violation of each rule is caught and that the tool saw every module.

const allowedLibs = {
  kernel: [],
  contracts: ['kernel'],
  safeguarding: ['kernel', 'contracts'],
  agreements: ['kernel', 'contracts', 'safeguarding'],
  sentences: ['kernel', 'contracts', 'safeguarding'],
  observability: ['kernel', 'contracts'],
  config: ['kernel', 'contracts'],
  access: ['kernel', 'contracts'],
  messaging: ['kernel', 'contracts', 'observability'],
  persistence: ['kernel', 'contracts', 'observability'],
  'http-api': ['kernel', 'contracts', 'observability', 'access', 'config'],
  intake: ['kernel', 'contracts', 'observability', 'access', 'persistence', 'http-api'],
  judgement: ['kernel', 'contracts', 'safeguarding', 'persistence'],
  'app-wiring': ['kernel', 'contracts', 'agreements', 'observability', 'config', 'access', 'http-api', 'messaging', 'persistence', 'judgement', 'intake'],
  'local-services': ['kernel'],
  testing: ['kernel', 'contracts', 'safeguarding', 'agreements', 'messaging', 'persistence', 'config', 'local-services'],
};
const pureLibs = '(kernel|contracts|safeguarding|agreements|sentences)';
/** The rules on kafkajs and pg hold for these: bench, faults and their harness also measure and break other programs. */
const product = '^(apps|libs|test)/';
const isTest = '(\\.(spec|int-spec|e2e-spec)\\.ts$|/test-support/|/conformance/)';

const layerRules = Object.entries(allowedLibs).map(([lib, allowed]) => ({
  name: `lib-${lib}-imports-only-${allowed.join('-') || 'nothing'}`,
  severity: 'error',
  from: { path: `^libs/${lib}/`, pathNot: isTest },
  to: { path: '^libs/', pathNot: [lib, ...allowed].map((name) => `^libs/${name}/`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...layerRules,
    // Type-only imports included: two files that need each other's types are one part in two files.
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'apps-never-import-apps', severity: 'error', from: { path: '^apps/([^/]+)/' }, to: { path: '^apps/', pathNot: '^apps/$1/' } },
    { name: 'libs-never-import-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^(apps|test|bench)/' } },
    // bench and faults share the harness and nothing else. The bench also times code of the recorder (bench/growth/inserts.ts).
    { name: 'harness-imports-only-libs', severity: 'error', from: { path: '^harness/' }, to: { path: '^(apps|test|bench|faults|tools)/' } },
    { name: 'harness-serves-bench-and-faults', severity: 'error', from: { path: '^(apps|libs|test|tools)/' }, to: { path: '^(harness|faults)/' } },
    { name: 'bench-and-faults-are-apart', severity: 'error', from: { path: '^bench/' }, to: { path: '^faults/' } },
    { name: 'faults-import-only-harness-and-libs', severity: 'error', from: { path: '^faults/' }, to: { path: '^(apps|test|bench|tools)/' } },
    {
      name: 'libs-by-index-only',
      severity: 'error',
      from: { path: '^(apps|test|harness|bench|faults|tools)/' },
      to: { path: '^libs/[^/]+/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'libs-by-index-only-between-libs',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/[^/]+/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'product-never-imports-testing',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: ['^libs/testing/', isTest] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'product-never-imports-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: isTest },
      to: { path: isTest },
    },
    {
      name: 'pure-libs-know-no-framework',
      severity: 'error',
      from: { path: `^libs/${pureLibs}/`, pathNot: isTest },
      to: { path: 'node_modules/(@nestjs|kafkajs|typeorm|pg|fastify|rxjs)(/|$)' },
    },
    {
      name: 'one-importer-of-kafkajs',
      severity: 'error',
      from: { path: product, pathNot: '^libs/messaging/' },
      to: { path: 'node_modules/kafkajs(/|$)' },
    },
    {
      name: 'one-importer-of-the-issuer',
      severity: 'error',
      from: { path: product, pathNot: ['^apps/issuer/', isTest] },
      to: { path: 'node_modules/oidc-provider(/|$)' },
    },
    {
      name: 'one-owner-of-the-data-source',
      severity: 'error',
      from: { path: product, pathNot: '^libs/persistence/' },
      to: { path: 'node_modules/(typeorm|pg)(/|$)' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    exclude: { path: '^dist/' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { conditionNames: ['source', 'import', 'node', 'default', 'types'], exportsFields: ['exports'] },
  },
};
