export { ChangeFacts } from './change-facts.js';
export { dropSchema } from './drop-schema.js';
export { asIncoming, ReferralFacts, type ReferralFactsOptions } from './referral-facts.js';
export { leftOf, processFamily, SandboxUnderTest, type SandboxOptions } from './sandbox-under-test.js';
export { makeTemporaryFolder, testKafkaInstallation } from './service-start.js';
export { testKafkaBrokers, testPostgresUrl } from './services.js';
export { startTestKafka, type TestKafka } from './test-kafka.js';
export { timelyReferral } from './timely-referral.js';
export { uniqueName } from './unique-name.js';
