/** The settings that every server has, for a server in the process of a test: any free port, plain HTTP, no log. */
export const TEST_SERVER = {
  host: '127.0.0.1', port: 0, httpIdentityFile: undefined, securityContact: undefined, requestsPerMinute: 1_000_000, logLevel: 'fatal',
} as const;
