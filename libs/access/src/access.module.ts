import { Global, Module, type DynamicModule } from '@nestjs/common';

import { CallerResolver } from './caller.js';
import { HeaderCallerResolver } from './header-caller-resolver.js';

/** Gives every controller of an app the same caller resolver. */
@Global()
@Module({})
export class AccessModule {
  static with(resolver: CallerResolver = new HeaderCallerResolver()): DynamicModule {
    return { module: AccessModule, providers: [{ provide: CallerResolver, useValue: resolver }], exports: [CallerResolver] };
  }
}
