import { choice } from '../setting.js';

export const mode = choice('EXCHANGE_MODE', ['production', 'development', 'test'], {
  default: 'production',
  description: 'Whether this is a sandbox or a test. Production, the default, refuses everything that only these may do; development permits'
    + ' tokens without a proof of possession; test also permits planned faults and a moved clock.',
});
