// Tests run on the compiled output: `tsc` is the only compiler in the project, so what is tested is what is shipped.
const base = { rootDir: '.', transform: {}, testEnvironment: 'node', injectGlobals: false };

/** @type {import('jest').Config} */
export default {
  maxWorkers: 2,
  // A limit against what never ends, not a measure of speed: a busy machine must not turn a test red.
  testTimeout: 120_000,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['<rootDir>/dist/{apps,libs,tools,faults}/**/*.spec.js'] },
    {
      ...base,
      displayName: 'int',
      testMatch: ['<rootDir>/dist/{apps,libs,faults,test}/**/*.int-spec.js'],
      globalSetup: '<rootDir>/dist/libs/testing/src/jest/global-setup.js',
      globalTeardown: '<rootDir>/dist/libs/testing/src/jest/global-teardown.js',
    },
    { ...base, displayName: 'e2e', testMatch: ['<rootDir>/dist/test/**/*.e2e-spec.js'] },
  ],
};
