import { Global, Module, type DynamicModule } from '@nestjs/common';

import { Organisations } from './authorisation/organisations.js';
import { CallerResolver } from './caller.js';

/** Gives the guard of an app the given caller resolver and organisations. An app whose resolver needs a database has a module of its own for them. */
@Global()
@Module({})
export class AccessModule {
  static with(resolver: CallerResolver, organisations: Organisations): DynamicModule {
    return {
      module: AccessModule,
      providers: [{ provide: CallerResolver, useValue: resolver }, { provide: Organisations, useValue: organisations }],
      exports: [CallerResolver, Organisations],
    };
  }
}
