import { Global, Module, type DynamicModule } from '@nestjs/common';

import { CallerResolver } from './caller.js';

/** Gives every controller of an app the given caller resolver. An app whose resolver needs a database has a module of its own for it. */
@Global()
@Module({})
export class AccessModule {
  static with(resolver: CallerResolver): DynamicModule {
    return { module: AccessModule, providers: [{ provide: CallerResolver, useValue: resolver }], exports: [CallerResolver] };
  }
}
